"""What a page answers when it breaks outside of a view."""

import sys

from django.http import HttpRequest, HttpResponse
from django.views.defaults import server_error as plain_server_error

from crm.away import away


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: middleware that met a missing database gets the same 503 as a view."""
    return away(sys.exc_info()[1]) or plain_server_error(request)
