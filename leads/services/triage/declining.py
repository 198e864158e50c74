"""Decline: spam, or nobody we want. Kept for 30 days, and taken back until then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Case, QuerySet, Value, When
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from leads.models import LeadPayload
from leads.services.triage.deciding import Decision, decider_now, why_skipped
from tenants.audit.services.record import record_many
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.services.ledger import remember

DECLINE = "arrival.decline"
AT_ONCE = 1000
HeldFor = LeadPayload.HeldFor


@dataclass(frozen=True)
class Changed:
    """How many changed, and what became of each of the others, in sentences."""

    number: int
    skipped: tuple[str, ...] = ()
    operation: Operation | None = None


@transaction.atomic
def decline_many(pks: Iterable[int], *, by: User, now: datetime) -> Changed:
    """Decline those of `pks` that wait. The number of statements does not depend on theirs.

    Raises NotAllowed, InvalidData for more than AT_ONCE.
    """
    wanted = _some(pks)
    by = decider_now(by)
    held = _hold(LeadPayload.objects.waiting().filter(pk__in=wanted))
    LeadPayload.objects.filter(pk__in=held).update(decision=Decision.DECLINED, decided_at=now, decided_by=by)
    record_many("arrival.declined", LeadPayload, [(pk, str(number), None) for pk, number in held.items()])
    operation = remember(DECLINE, by=by, rows=[(pk, {}) for pk in held], now=now) if held else None
    return Changed(len(held), why_skipped(wanted - held.keys()), operation)


@transaction.atomic
def reopen_many(pks: Iterable[int], *, by: User) -> Changed:
    """Let those of `pks` that were declined wait again. Raises NotAllowed, InvalidData for more than AT_ONCE."""
    wanted = _some(pks)
    decider_now(by)
    held = reopen(LeadPayload.objects.filter(pk__in=wanted, decision=Decision.DECLINED))
    return Changed(len(held), why_skipped(wanted - held.keys()))


def reopen(rows: QuerySet[LeadPayload]) -> dict[int, int]:
    """In the caller's transaction: they wait again. {pk: submission} of those that did.

    A filled trap waits as what nobody vouches for: people have looked at it, and it is not forgotten by its age.
    """
    held = _hold(rows)
    looked_at = Case(When(held_for=HeldFor.TRAP, then=Value(HeldFor.UNCHECKED)), default="held_for")
    waits = {"decision": "", "decided_at": None, "decided_by": None, "held_for": looked_at}
    LeadPayload.objects.filter(pk__in=held).update(**waits)
    record_many("arrival.reopened", LeadPayload, [(pk, str(number), None) for pk, number in held.items()])
    return held


def _some(pks: Iterable[int]) -> set[int]:
    wanted = set(pks)
    if len(wanted) > AT_ONCE:
        raise InvalidData(_("Choose at most %(most)d arrivals at once.") % {"most": AT_ONCE})
    return wanted


def _hold(rows: QuerySet[LeadPayload]) -> dict[int, int]:
    """Locked in one order; who waited for a colleague sees what they decided."""
    return dict(rows.order_by("pk").select_for_update(no_key=True).values_list("pk", "submission"))
