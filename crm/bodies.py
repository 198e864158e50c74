"""The body of a request is awaited before anything asks the database for it (H:P7)."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from crm.errors import refusal
from tenants.desk.large_bodies import most_at

_LENGTH = re.compile(r"\d{1,18}", re.ASCII)
CHUNK = 64 * 1024  # bytes of a file that are read at once
IN_MEMORY = 1024**2  # and of all that came in so far


class WholeBodyMiddleware:
    """A sender who stalls keeps a thread of the web process, and no connection to the database.

    The server has no time limit for bodies: the proxy in front of it has. Over DATA_UPLOAD_MAX_MEMORY_SIZE, or what
    an address of files takes, is 413; files wait on the disk. The server hands on what arrived of a body that broke
    off: it is judged as it came.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        most = most_at(request.path)
        limit = most or settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        declared = request.META.get("CONTENT_LENGTH") or "0"
        if not _LENGTH.fullmatch(declared):
            return refusal(request, "unreadable", _("Content-Length is no number."), 400)
        if int(declared) > limit:
            return _too_large(request, limit)
        in_pieces = bool(request.headers.get("Transfer-Encoding"))  # Django reads no body without a length
        try:
            if most:
                if not _to_disk(request, limit, None if in_pieces else int(declared)):
                    return _too_large(request, limit)
            elif in_pieces:
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


def _to_disk(request: HttpRequest, limit: int, length: int | None) -> bool:
    """The same for a file, which no memory has to hold."""
    kept = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  lives as long as the request
    size = 0
    for chunk in _chunks(request.META["wsgi.input"], limit + 1 if length is None else length):
        size += len(chunk)
        kept.write(chunk)
    kept.seek(0)
    request._stream, request.META["CONTENT_LENGTH"] = kept, str(size)
    return size <= limit


def _chunks(stream: IO[bytes], most: int) -> Iterator[bytes]:
    while most > 0 and (chunk := stream.read(min(CHUNK, most))):
        most -= len(chunk)
        yield chunk


def _too_large(request: HttpRequest, limit: int) -> HttpResponse:
    return refusal(request, "too_large", _("Send at most %(megabytes)d MB.") % {"megabytes": limit // 1024**2}, 413)
