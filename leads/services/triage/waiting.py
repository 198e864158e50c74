"""Which arrivals wait for a decision."""

from collections.abc import Mapping

from django.db.models import Count, Q, QuerySet

from leads.models import LeadPayload
from leads.services.many import CHANGE
from leads.services.triage.mended import NAMES_OR_CONTACTS, mended_ids
from tenants.staff.models import User

HeldFor = LeadPayload.HeldFor
# Nothing to recognise or answer anybody by: kept as it came, and nobody's work.
_USELESS = Q(held_for=HeldFor.INCOMPLETE) & ~Q(fields__has_any_keys=NAMES_OR_CONTACTS)


def waiting(reader: User) -> QuerySet[LeadPayload]:
    """What `reader` may decide on, newest first. Without the incomplete ones that were sent again, complete."""
    rows = _all_for(reader).waiting().exclude(_USELESS)
    mended = () if rows.query.is_empty() else mended_ids()
    return rows.exclude(pk__in=mended) if mended else rows


def declined(reader: User) -> QuerySet[LeadPayload]:
    """What can still be taken back, the last decision first."""
    return _all_for(reader).filter(decision=LeadPayload.Decision.DECLINED).order_by("-decided_at", "-id")


def number_waiting_by_reason(reader: User) -> Mapping[str, int]:
    """{HeldFor: how many}; reasons that nothing waits for are not there."""
    rows = waiting(reader).order_by().values_list("held_for").annotate(number=Count("pk"))
    return dict(rows)


def number_waiting(reader: User) -> int:
    """What the side bar says: without filled traps (F:T24). One statement unless an incomplete one waits."""
    rows = _all_for(reader).waiting().exclude(held_for=HeldFor.TRAP)
    found = dict(rows.order_by().values_list("held_for").annotate(number=Count("pk")))
    if HeldFor.INCOMPLETE in found:
        found[HeldFor.INCOMPLETE] = waiting(reader).filter(held_for=HeldFor.INCOMPLETE).count()
    return sum(found.values())


def decides(reader: User) -> bool:
    """Not who works for a partner: whoever waits here is nobody's lead yet."""
    inside = reader.data_scope != User.DataScope.PARTNER
    return reader.is_active and inside and reader.has_perm(CHANGE)


def _all_for(reader: User) -> QuerySet[LeadPayload]:
    return LeadPayload.objects.all() if decides(reader) else LeadPayload.objects.none()
