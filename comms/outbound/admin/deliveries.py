"""/admin/outbound/deliveries/: what other systems were told, and what became of it (F:I20, A16)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comms.outbound.catalogue import words_of
from comms.outbound.models import Delivery
from comms.outbound.permissions import AGAIN
from comms.outbound.services.carrying import body_of, message_id
from comms.outbound.services.log import Asked, attempts_of, counts, page_of, systems_of
from comms.outbound.services.once_more import (
    MOST,
    may_be_told,
    tell_failed_once_more,
    tell_once_more,
    worth_telling,
)
from comms.outbound.words import sentence
from crm.lib.errors import Conflict, NotThere
from tenants.desk.access import allows
from tenants.desk.pages import page_context
from tenants.staff.models import User

State = Delivery.State
# State: (icon, loudness).
LOOKS: Mapping[str, tuple[str, str]] = {
    State.PENDING: ("schedule", "info"),
    State.PROCESSING: ("hourglass_top", "info"),
    State.SUCCESS: ("check_circle", "ok"),
    State.FAILED: ("error", "danger"),
    State.UNKNOWN: ("help", "warn"),
}
MEANS: Mapping[str, Any] = {
    State.UNKNOWN: gettext_lazy(
        "Nobody knows whether this arrived: no answer came. Look there first. Told again, it may be there twice."
    ),
    State.SUCCESS: gettext_lazy("It arrived. Have it told again only when it was lost over there."),
}


@dataclass(frozen=True)
class Row:
    delivery: Delivery
    what: Any
    icon: str
    loudness: str
    said: str


def listed(request: HttpRequest) -> HttpResponse:
    asked = Asked.of(request.GET)
    rows, onward = page_of(request.user, asked)
    numbers = counts(request.user, asked)
    context = page_context(
        request,
        rows=[row_of(one) for one in rows],
        states=[(state, label, numbers[state], _query(asked, state=state)) for state, label in State.choices],
        failed=_worth_telling(request.user, asked) if numbers[State.FAILED] else 0,
        asked=asked,
        any_state=_query(asked, state=""),
        any_system=_query(asked, system=""),
        older=_query(asked, before=str(onward)) if onward else "",
        systems=[(one, _query(asked, system=str(one.pk))) for one in systems_of(request.user)],
        may_again=allows(AGAIN, request),
    )
    return render(request, "admin/outbound/deliveries.html", context)


def _worth_telling(user: User, asked: Asked) -> int:
    """How many one press of the button tells once more."""
    return worth_telling(asked.of_system(Delivery.objects.all()), user)[:MOST].count()


def row_of(delivery: Delivery) -> Row:
    icon, loudness = LOOKS[delivery.state]
    return Row(
        delivery,
        words_of(delivery.event),
        icon,
        loudness,
        sentence(delivery.code, is_own=delivery.connector.is_own),
    )


def shown(request: HttpRequest, delivery_id: int) -> HttpResponse:
    rows = Delivery.objects.visible_to(request.user).select_related("connector", "lead")
    delivery = rows.filter(pk=delivery_id).first()
    if delivery is None:
        return render(request, "404.html", status=404)
    row, own = row_of(delivery), delivery.connector.is_own
    context = page_context(
        request,
        title=row.what,
        row=row,
        delivery=delivery,
        attempts=attempts_of(delivery),
        message_id=message_id(delivery.reference) if own else "",
        body=body_of(delivery).decode() if own else "",
        means=MEANS.get(delivery.state, ""),
        may_again=allows(AGAIN, request) and may_be_told(delivery),
    )
    return render(request, "admin/outbound/delivery.html", context)


def again(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """POST: once more, when it failed; `sure` for what may be there already."""
    sure = request.POST.get("sure") == "yes"
    try:
        tell_once_more(delivery_id, sure=sure, by=request.user, now=timezone.now())
    except NotThere:
        return render(request, "404.html", status=404)
    except Conflict as refused:
        messages.warning(request, refused.detail)
    else:
        messages.success(request, _("It is told once more within seconds."))
    return redirect("admin:outbound_delivery", delivery_id=delivery_id)


def all_again(request: HttpRequest) -> HttpResponse:
    """POST: all that failed, of the system that the list was narrowed to."""
    asked = Asked.of(request.POST)
    rows = asked.of_system(Delivery.objects.all())
    number = tell_failed_once_more(rows, by=request.user, now=timezone.now())
    said = ngettext("%(number)d is told once more.", "%(number)d are told once more.", number)
    messages.success(request, said % {"number": number})
    return redirect("admin:outbound_deliveries")


def _query(asked: Asked, **other: str) -> str:
    known = {"state": asked.state, "system": str(asked.connector or ""), **other}
    return "?" + urlencode({name: value for name, value in known.items() if value})
