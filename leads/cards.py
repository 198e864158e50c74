"""The cards about leads on the landing page (tenants.desk.landing)."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from leads.services.sharing.duty import is_alone
from leads.services.waiting import counts, next_leads, waiting_leads
from tenants.desk.landing import card
from tenants.staff import roles

AFTER = 5  # leads shown below the next one


def register_cards() -> None:
    card(
        "leads.next",
        permission="leads.view_lead",
        roles=(roles.ADMIN, roles.MANAGER, roles.AGENT),
        order=10,
        template="leads/cards/next.html",
        context=_next,
    )
    card(
        "leads.counts",
        permission="leads.view_lead",
        roles=(roles.ADMIN, roles.MANAGER, roles.MARKETING, roles.READ_ONLY),
        order=20,
        template="leads/cards/counts.html",
        context=_counts,
    )


def _next(request: HttpRequest) -> dict[str, Any]:
    first = next_leads(request.user, now=timezone.now(), most=1 + AFTER)
    waiting = waiting_leads(request.user).count() if len(first) > AFTER else len(first)
    return {"next": first[0] if first else None, "after": first[1:], "waiting": waiting, "alone": is_alone()}


def _counts(request: HttpRequest) -> dict[str, Any]:
    return counts(request.user, now=timezone.now()) | {"alone": is_alone()}
