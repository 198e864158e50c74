"""Where one person may have leads, what a colleague who left had is theirs, too (F:W19)."""

from datetime import datetime

from django.db import transaction

from leads.models import Lead
from leads.models.stage import DONE
from leads.services.owning import Handed, note_owner_changes
from leads.services.sharing.arriving import owner_alone
from tenants.audit.services.record import record_many

AT_ONCE = 1000


def give_to_the_only_one(*, now: datetime) -> int:
    """All that is at work and nobody's, AT_ONCE in a transaction; how many that was. They are told nothing.

    Also what waits for no answer: no page lets anybody take it. What is worked on at this moment is left for the
    next time.
    """
    number, after = 0, 0
    while after is not None:
        given, after = _some(after, now)
        number += given
    return number


@transaction.atomic
def _some(after: int, now: datetime) -> tuple[int, int | None]:
    """How many, and the key behind which it goes on; None when that was the end, or nobody may have them."""
    owner = owner_alone()
    if owner.pk is None:
        return 0, None
    rows = Lead.objects.current().filter(pk__gt=after, assigned_to=None).exclude(stage__semantic__in=DONE)
    held = rows.order_by("pk").select_for_update(no_key=True, skip_locked=True, of=("self",))
    leads = list(held.prefetch_related("identities")[:AT_ONCE])
    if not leads:
        return 0, None
    Lead.objects.filter(pk__in=[lead.pk for lead in leads]).update(assigned_to=owner.pk, updated_at=now)
    record_many("lead.shared", Lead, [(lead.pk, str(lead), {"assigned_to": (None, owner.pk)}) for lead in leads])
    note_owner_changes((Handed(lead.pk, None, owner.pk, owner.why) for lead in leads), by=None, at=now)
    return len(leads), leads[-1].pk if len(leads) == AT_ONCE else None
