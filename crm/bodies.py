"""The body of a request is awaited before anything asks the database for it (H:P7)."""

import re
from collections.abc import Callable
from io import BytesIO

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from crm.errors import refusal

_LENGTH = re.compile(r"\d{1,18}", re.ASCII)


class WholeBodyMiddleware:
    """A sender who stalls keeps a thread of the web process, and no connection to the database.

    The server has no time limit for bodies: the proxy in front of it has. Over DATA_UPLOAD_MAX_MEMORY_SIZE is 413.
    The server hands on what arrived of a body that broke off: it is judged as it came.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        declared = request.META.get("CONTENT_LENGTH") or "0"
        if not _LENGTH.fullmatch(declared):
            return refusal(request, "unreadable", _("Content-Length is no number."), 400)
        if int(declared) > limit:
            return _too_large(request, limit)
        try:
            if request.headers.get("Transfer-Encoding"):  # Django reads no body without a length
                if not _take_pieces(request, limit):
                    return _too_large(request, limit)
            elif declared != "0":
                request.body  # noqa: B018  read here, kept by Django
        except OSError:
            return refusal(request, "unreadable", _("The body did not arrive whole."), 400)
        return self.get_response(request)


def _take_pieces(request: HttpRequest, limit: int) -> bool:
    """Read a body that names no length and put it where a body with one would be; False when it is too large."""
    body = request.META["wsgi.input"].read(limit + 1)
    request._stream, request.META["CONTENT_LENGTH"] = BytesIO(body), str(len(body))
    return len(body) <= limit


def _too_large(request: HttpRequest, limit: int) -> HttpResponse:
    return refusal(request, "too_large", _("Send at most %(megabytes)d MB.") % {"megabytes": limit // 1024**2}, 413)
