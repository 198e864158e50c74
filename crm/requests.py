"""How a request is read: its text is UTF-8, and a database can store it."""

from collections.abc import Callable, MutableMapping
from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest, HttpResponse

from crm.errors import bad_request


class Utf8Request(WSGIRequest):
    """Text is UTF-8, whatever charset a Content-Type names.

    Django takes any codec of Python's; with rot13, idna or undefined it fails before the first middleware, where
    nobody answers but the server (HttpRequest._set_content_type_params, Django 5.2).
    """

    @property
    def encoding(self) -> None:
        """None is UTF-8 for all of Django's readers."""
        return None

    @encoding.setter
    def encoding(self, named: str) -> None:
        """Not believed."""

    def _set_content_type_params(self, meta: MutableMapping[str, Any]) -> None:
        """Parameters that nobody can read (RFC 2231, badly written) are none, whoever asks for them later."""
        try:
            super()._set_content_type_params(meta)
        except (ValueError, LookupError):
            meta["CONTENT_TYPE"] = meta["CONTENT_TYPE"].partition(";")[0].strip()
            super()._set_content_type_params(meta)


class Utf8Handler(WSGIHandler):
    request_class = Utf8Request


# Characters behind the ? of an address; our longest, a list with all its filters, has a few hundred.
LONGEST_QUERY = 16 * 1024


class StorableQueryMiddleware:
    """A query with NUL in it is 400: PostgreSQL takes no such text, and filters hand theirs on unread (H:M17).

    So is one of a length that nobody types: searching for it would only keep the database busy (H:X10).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        refused = "%00" in query or len(query) > LONGEST_QUERY
        return bad_request(request) if refused else self.get_response(request)
