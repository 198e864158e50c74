"""What a page answers when it breaks outside of a view."""

from django.http import HttpRequest, HttpResponse
from django.views.defaults import server_error as plain_server_error


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: nothing to render when the database is away, DatabaseAwayMiddleware has the answer already."""
    return getattr(request, "away", None) or plain_server_error(request)
