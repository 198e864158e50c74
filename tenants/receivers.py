"""What follows from a login or a logout for a visit of the platform."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from tenants.services.visits import end_visit


def leave(sender: object, request: HttpRequest | None, **_: Any) -> None:
    """Logging out ends the visit: its door opened once."""
    visit = getattr(request, "visit", None)
    if visit is not None:
        request.visit, request.was_visitor = None, True
        end_visit(visit.pk, by=visit.visitor, now=timezone.now(), clinic=request.clinic)
