"""The body of a request is awaited before anything else is done for it (H:P7)."""

import re
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError

from crm.errors import refusal

_LENGTH = re.compile(r"\d{1,18}", re.ASCII)


class WholeBodyMiddleware:
    """A sender who stalls keeps a thread of the web process, and no connection to the database.

    The server has no time limit for bodies: the proxy in front of it has. Over DATA_UPLOAD_MAX_MEMORY_SIZE is 413.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        declared = request.META.get("CONTENT_LENGTH") or "0"
        if not _LENGTH.fullmatch(declared):
            return refusal(request, "unreadable", "Content-Length is no number.", 400)
        if int(declared) > limit:
            return _too_large(request, limit)
        with suppress(UnreadablePostError):  # whoever needs it meets the same error
            if request.headers.get("Transfer-Encoding"):  # Django reads no body without a length
                body = request.META["wsgi.input"].read(limit + 1)
                if len(body) > limit:
                    return _too_large(request, limit)
                request.META["wsgi.input"] = BytesIO(body)
            elif declared != "0":
                request.body  # noqa: B018  read here, kept by Django
        return self.get_response(request)


def _too_large(request: HttpRequest, limit: int) -> HttpResponse:
    return refusal(request, "too_large", f"Send at most {limit // 1024**2} MB.", 413)
