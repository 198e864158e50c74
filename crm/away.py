"""PostgreSQL away, or a clinic's tables away: 503 and come again, never a 500 (H:P5, T2). Two who waited for each
other: 409, for one of them was heard."""

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
CROSSED = {"40001", "40P01"}  # serialization_failure, deadlock_detected


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
    """The 503 for an error that means the database or its tables are not there, the 409 where somebody else's
    transaction was chosen over this one; None for any other.

    A page for people, JSON for programs; neither asks the database. Nothing is done again by
    itself: the view may have told somebody something already.
    """
    if isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", None) in CROSSED:
        log.warning("database.crossed", kind=type(error.__cause__).__name__)
        said = _("Somebody else changed the same at this moment. Look again and repeat it.")
        return refusal(request, "conflict", said, 409)
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
