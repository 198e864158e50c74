"""One shape for every refusal: {"code", "detail", "fields"} (HOUSE, "Answers")."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from crm.lib.errors import HouseError, InvalidData, NotAllowed, NotThere

_CODES = {
    400: "unreadable",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
}


def answer(error: Exception, context: Mapping[str, object]) -> Response | None:
    """DRF's exception handler. What it does not know is left to Django: a 500, or a 503 without a database."""
    if isinstance(error, Http404):
        return _house(NotThere())
    if isinstance(error, PermissionDenied):
        return _house(NotAllowed(_("Your role does not include this.")))
    if isinstance(error, HouseError):
        return _house(error)
    if isinstance(error, ValidationError):  # full_clean() in a service (HOUSE, trap 3)
        return _house(InvalidData(_("Some fields are wrong."), fields=_fields(error)))
    response = exception_handler(error, context)
    if response is not None and isinstance(error, exceptions.APIException):
        code = _CODES.get(response.status_code, error.default_code)
        response.data = {"code": code, "detail": str(error.detail), "fields": {}}
    return response


def refused(error: HouseError) -> JsonResponse:
    """The same shape where no API view is reached: from a middleware."""
    return JsonResponse(_shape(error), status=error.status)


def _shape(error: HouseError) -> dict[str, object]:
    return {"code": error.code, "detail": error.detail, "fields": error.fields}


def _house(error: HouseError) -> Response:
    response = Response(_shape(error), status=error.status)
    retry_after = getattr(error, "retry_after", None)
    if retry_after:
        response["Retry-After"] = str(retry_after)
    return response


def _fields(error: ValidationError) -> dict[str, list[str]]:
    return error.message_dict if hasattr(error, "error_dict") else {"": list(error.messages)}
