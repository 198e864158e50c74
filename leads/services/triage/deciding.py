"""One arrival, held by one colleague at a time."""

from datetime import datetime

from django.utils.translation import gettext as _

from crm.lib.errors import Conflict, NotThere
from leads.models import LeadPayload
from tenants.staff.models import User

Decision = LeadPayload.Decision


class AlreadyDecided(Conflict):
    """A colleague was first; nothing was written. The sentence says who did what."""

    code = "already_decided"

    def __init__(self, payload: LeadPayload):
        super().__init__(_who_did_what(payload))
        self.payload = payload


def hold_waiting(pk: int) -> LeadPayload:
    """The arrival, locked until the transaction ends. Raises NotThere, or AlreadyDecided.

    Joined to nothing: who waited for the lock would see the joined rows as they were before.
    """
    rows = LeadPayload.objects.exclude(held_for="").select_for_update(no_key=True)
    payload = rows.filter(pk=pk).first()
    if payload is None:
        raise NotThere
    if payload.decision:
        raise AlreadyDecided(payload)
    return payload


def decide(payload: LeadPayload, decision: str, *, by: User, now: datetime) -> None:
    """Write the decision into an arrival that the transaction holds."""
    payload.decision, payload.decided_at, payload.decided_by = decision, now, by
    payload.save(update_fields=["decision", "decided_at", "decided_by"])


def _who_did_what(payload: LeadPayload) -> str:
    if payload.decision == Decision.SETTLED:
        return _("They sent the form again meanwhile, complete. Nothing is left to decide.")
    sentences = {
        Decision.ACCEPTED: _("%(who)s accepted this already."),
        Decision.MERGED: _("%(who)s merged this into a lead already."),
        Decision.DECLINED: _("%(who)s declined this already. Take it back first."),
    }
    who = str(payload.decided_by) if payload.decided_by else _("A colleague")
    return sentences[Decision(payload.decision)] % {"who": who}
