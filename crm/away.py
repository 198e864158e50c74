"""PostgreSQL away, or a clinic's tables away: 503 and come again, never a 500 (H:P5, T2)."""

import sys
from collections.abc import Callable

import structlog
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from psycopg.errors import UndefinedTable

from crm.errors import for_programs, refusal

log = structlog.get_logger(__name__)
RETRY_AFTER = "5"  # seconds


class DatabaseAwayMiddleware:
    """Outside of everything that asks the database: also other middleware meets a database that is away, where
    Django would answer with a 500 (or, with DEBUG, with a page full of settings)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        got_request_exception.connect(note_away)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        return getattr(request, "away", None) or response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return away(error, request)


def note_away(request: HttpRequest | None, **_: object) -> None:
    """Django tells of an exception that no view and no middleware wanted, while it is still being handled."""
    if request is not None:
        request.away = away(sys.exc_info()[1], request)


def away(error: BaseException | None, request: HttpRequest) -> HttpResponse | None:
    """The 503 for an error that means the database or its tables are not there; None for any other.

    A page for people, JSON for programs; neither asks the database.
    """
    missing = isinstance(error, ProgrammingError) and isinstance(error.__cause__, UndefinedTable)
    if not missing and not isinstance(error, OperationalError | InterfaceError):
        return None
    log.error("database.away", tables_missing=missing, kind=type(error).__name__)
    if for_programs(request):
        sentence = _("The service is away for a moment. Nothing was stored; try again.")
        response = refusal(request, "unavailable", sentence, 503)
    else:
        response = HttpResponse(render_to_string("503.html"), status=503)
    response["Retry-After"], response["Cache-Control"] = RETRY_AFTER, "no-store"
    return response
