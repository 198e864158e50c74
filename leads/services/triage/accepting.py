"""Accept: the arrival becomes a lead, or one more arrival of a lead we know."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import HouseError, InvalidData
from leads.models import Identity, Lead, LeadPayload
from leads.services.receiving import Found, enter
from leads.services.triage.deciding import Decision, decide, decider_now, hold_waiting
from leads.services.triage.person import person_of
from tenants.audit.services.record import record
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.services.ledger import remember, remember_more, still_open
from tenants.undo.services.putting_back import as_kept

ACCEPT = "arrival.accept"
LEFT, CONTACTS = "left", "contacts"  # in what an operation keeps of an arrival
TYPED = (
    "first_name", "last_name", "company", "country", "city", "language", "interest", "treatment_id", "source",
)  # fmt: skip
AT_ONCE = 50  # each is a whole arrival: about as many statements as one that comes in
HeldFor = LeadPayload.HeldFor


@dataclass(frozen=True)
class Accepted:
    """The lead it became, and the operation that takes it back: None for one more arrival of a known lead. With
    `about` in place of a lead it turned out to be somebody else on that lead's number, and waits as such."""

    lead: Lead | None
    about: Lead | None = None
    operation: Operation | None = None


@dataclass(frozen=True)
class ManyAccepted:
    """`skipped` are sentences, one for each arrival that still waits or was decided by somebody else."""

    accepted: int
    operation: Operation | None
    skipped: tuple[str, ...]


@transaction.atomic
def accept(pk: int, *, by: User, now: datetime, given: Mapping[str, str] | None = None) -> Accepted:
    """`given` is what staff added to an incomplete one, by field of the form.

    A companion becomes a lead of its own; the number stays its holder's. Raises NotAllowed, NotThere,
    AlreadyDecided, and InvalidData for what is still missing.
    """
    payload, found = _accept(pk, by, now, given or {})
    operation = _remember(None, payload, found, by, now) if found.is_new else None
    return Accepted(found.lead, found.about, operation)


def accept_many(pks: Iterable[int], *, by: User, now: datetime) -> ManyAccepted:
    """Each in a transaction of its own, so that nobody at the front door waits for all; undone as one operation,
    with the further arrivals of those who are new by it. What was done before a crash can be undone.

    Raises InvalidData for more than AT_ONCE, NotAllowed.
    """
    wanted = sorted(set(pks))
    if len(wanted) > AT_ONCE:
        raise InvalidData(_("Choose at most %(most)d arrivals at once.") % {"most": AT_ONCE})
    decider_now(by)
    done: list[Found] = []
    skipped: list[str] = []
    operation: Operation | None = None
    for pk in wanted:
        try:
            with transaction.atomic():
                operation = still_open(operation) if operation else None
                payload, found = _accept(pk, by, now, {})
                if found.is_new or found.lead in {one.lead for one in done if one.is_new}:
                    operation = _remember(operation, payload, found, by, now)
        except HouseError as refusal:
            skipped.append(refusal.detail)
        else:
            done.append(found)
    companions = sum(found.lead is None for found in done)
    skipped += [_("It may be a companion: decide again.")] * companions
    return ManyAccepted(len(done) - companions, operation, tuple(skipped))


def contacts_of(operation: Operation) -> set[tuple[int, str]]:
    """(key, value) of the contacts that its leads had when it was done: what the arrivals brought."""
    rows = operation.rows.values_list("before", flat=True)
    return {(pk, value) for before in rows for pk, value in before.get(CONTACTS, ())}


def as_left(operation: Operation) -> dict[int, dict[str, Any]]:
    """What staff may change of each lead, as the operation left it: {pk: {column: value}}."""
    rows = operation.rows.order_by("pk").values_list("before", flat=True)
    return {before["lead_id"]: before.get(LEFT, {}) for before in rows}


def _accept(pk: int, by: User, now: datetime, given: Mapping[str, str]) -> tuple[LeadPayload, Found]:
    by = decider_now(by)
    payload = hold_waiting(pk)
    told = person_of(payload, given)
    found = enter(payload, told, now=now)
    if found.about and payload.held_for == HeldFor.COMPANION and found.about.pk == payload.about_id:
        found = enter(payload, told, now=now, companion_of=found.about)
    if found.lead is None:
        _wait_as_companion(payload, found.about)
        return payload, found
    decide(payload, Decision.ACCEPTED, by=by, now=now)
    record("arrival.accepted", payload, changes={"lead": (None, found.lead.pk)})
    return payload, found


def _wait_as_companion(payload: LeadPayload, about: Lead | None) -> None:
    payload.held_for, payload.about = HeldFor.COMPANION, about
    payload.save(update_fields=["held_for", "about", "fields"])


def _remember(
    operation: Operation | None, payload: LeadPayload, found: Found, by: User, now: datetime
) -> Operation:
    """In the operation, or in one of its own; with what staff may change of the lead as it stands now."""
    stands = as_kept(Lead.objects.get(pk=found.lead.pk), TYPED)
    contacts = list(Identity.objects.filter(lead=found.lead).values_list("pk", "value"))
    rows = [(payload.pk, {"lead_id": found.lead.pk, LEFT: stands, CONTACTS: contacts})]
    if operation is None:
        return remember(ACCEPT, by=by, rows=rows, now=now)
    remember_more(operation, rows)
    return operation
