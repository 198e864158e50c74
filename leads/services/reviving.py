"""An arrival on an archived lead takes it out of the archive: no lead is lost (HOUSE 8, 17)."""

from datetime import datetime

from leads.models import Lead
from leads.services.left_behind import free_left_behind
from leads.services.owners import hold_people
from tenants.audit.services.record import record


def revive(lead: Lead, *, now: datetime) -> None:
    """Part of the arrival's transaction; nothing happens to a lead that is not archived (any more)."""
    hold_people([lead.assigned_to_id])
    held = Lead.objects.archived().select_for_update(no_key=True, of=("self",)).filter(pk=lead.pk).first()
    if held is None:
        return
    changes = {"archived_at": (held.archived_at, None), "archived_by": (held.archived_by_id, None)}
    Lead.objects.filter(pk=lead.pk).update(archived_at=None, archived_by=None, last_arrival_at=now, updated_at=now)
    record("lead.revived", lead, changes=changes)
    if held.assigned_to_id is not None:
        free_left_behind([lead.pk], now=now)
