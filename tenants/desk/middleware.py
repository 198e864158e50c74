"""What enters and leaves the desk: addresses a database can answer, pages that no cache keeps (H:N14)."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse


class StorableQueryMiddleware:
    """A query with NUL in it is 400: PostgreSQL takes no such text, and filters hand theirs on unread (H:M17)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in an address")
        return self.get_response(request)


class PrivatePagesMiddleware:
    """No page may be kept by a browser or proxy; whoever shows something public says so in Cache-Control."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Cache-Control", "no-store")
        return response
