"""Turning an ad platform on: only by somebody who has seen what would leave, as it would leave (FEATURES 3.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from attribution.conversions.models import Destination, Upload
from attribution.conversions.permissions import CHANGE
from attribution.conversions.services.names import STAGES
from attribution.conversions.services.neutral import conversion_rules, wrong_names
from attribution.conversions.services.telling import standing
from attribution.conversions.services.telling.collecting import collect
from attribution.conversions.services.telling.drafting import drafts
from attribution.conversions.services.telling.payloads import Told, for_google, for_meta
from attribution.conversions.services.telling.why import sentence
from crm.lib.errors import Conflict, InvalidData, NotAllowed
from tenants.audit.services.record import record
from tenants.services.due import pull_forward
from tenants.staff.models import User

SHOWN = 20  # payloads of a preview


@dataclass(frozen=True)
class Preview:
    """`real` are (line, payload) of what waits, the first SHOWN; `made_up` is shown where nothing waits. `held` are
    (sentence, how many) of what would not be sent, and why."""

    real: Sequence[tuple[Upload, dict[str, Any]]]
    waiting: int
    held: Sequence[tuple[str, int]]
    made_up: dict[str, Any] | None


@transaction.atomic
def preview(destination: Destination, *, now: datetime) -> Preview:
    """What would be sent at this moment, what is new included. Writes nothing down and sends nothing."""
    collect(destination, now=now)
    lines = Upload.objects.filter(destination=destination, state=Upload.State.WAITING)
    oldest = lines.with_consent().select_related("lead").order_by("happened_at", "pk")[: SHOWN * 5]
    found = drafts(list(oldest), destination, now=now)
    going = [(one.upload, one.payload) for one in found if one.payload is not None]
    held: dict[str, int] = {}
    for one in found:
        if one.payload is None:
            held[sentence(one.code)] = held.get(sentence(one.code), 0) + 1
    waiting = lines.count()
    made_up = None if going else example(destination, now=now)
    transaction.set_rollback(True)
    return Preview(going[:SHOWN], waiting, sorted(held.items()), made_up)


def show(destination: Destination, *, by: User, now: datetime) -> Preview:
    """The same, and that `by` has seen it is written down: who has not cannot let it leave."""
    seen = preview(destination, now=now)
    same = Destination.objects.filter(pk=destination.pk, account=destination.account)
    same.update(previewed_at=now, previewed_by=by)
    return seen


def example(destination: Destination, *, now: datetime) -> dict[str, Any]:
    """Of nobody."""
    rules = conversion_rules()
    known = {"email": "somebody@example.com", "phone": "+442079460101"}
    name = rules.stage_names.get("accepted") or STAGES["accepted"]
    told = Told("1:accepted", name, now, known, value=320_000, currency="EUR")
    if destination.kind == Destination.Kind.META:
        made = Told(told.reference, told.name, now, known, meta_lead="1234567890123456")
        return for_meta(made, [name])
    clicked = Told(told.reference, told.name, now, known, "", "gclid", "Cj0KCQexample", 320_000, "EUR")
    return for_google(clicked)


@transaction.atomic
def turn_on(kind: str, *, account: str, by: User, now: datetime) -> Destination:
    """`account` is the one whose preview `by` has seen. Raises NotAllowed, Conflict when it is another by now or
    they saw none, InvalidData while a name is not neutral."""
    row = _held(kind, by)
    if row.account != account:
        raise Conflict(_("The account is another one by now. Look at the preview once more."))
    if row.previewed_by_id != by.pk:
        raise Conflict(_("Have a look at what would leave first."))
    if wrong := wrong_names(conversion_rules()):
        raise InvalidData(next(iter(wrong.values()))[0])
    row.is_on, row.previewed_at, row.previewed_by = True, now, by
    standing.open_up(row)
    row.save()
    record("destination.on", row, changes={"account": ("", row.account)})
    pull_forward(standing.FEED, at=now)
    return row


@transaction.atomic
def turn_off(kind: str, *, by: User) -> Destination:
    """What waits, waits on; a call that is under way is not called back."""
    row = _held(kind, by)
    if row.is_on:
        row.is_on = False
        row.save()
        record("destination.off", row)
    return row


def _held(kind: str, by: User) -> Destination:
    if not by.has_perm(CHANGE):
        raise NotAllowed(_("Your role does not decide what ad platforms are told."))
    row = Destination.objects.select_for_update(no_key=True).filter(kind=kind).first()
    if row is None:
        raise InvalidData(_("Enter its credentials under Integrations first."))
    return row


def keep(kind: str, account: str, steps: Sequence[str]) -> None:
    """Part of the transaction that stores credentials: the same account goes on, another one is off until somebody
    has seen its preview."""
    row = Destination.objects.select_for_update(no_key=True).filter(kind=kind).first()
    row = row or Destination(kind=kind)
    if row.account != account:
        row.account, row.is_on, row.previewed_at, row.previewed_by, row.looked_to = account, False, None, None, None
    row.steps = list(steps)
    standing.open_up(row)
    row.save()


def drop(kind: str) -> None:
    """Part of the transaction that removes them."""
    Destination.objects.filter(kind=kind).update(is_on=False, previewed_at=None, previewed_by=None)
