"""They called and nobody answered: somebody calls back, and they hear at once that we will (F 2b, 3.1)."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from comms.models import Call
from comms.services.calls import live
from comms.services.calls.texting_back import text_back
from leads.models import FollowUp, Lead
from leads.services.talking import hold_behind_people, wrote_in
from tenants.audit.services.record import record

MISSED = "comms.missed"
WAIT = timedelta(seconds=10)  # news of a colleague who did answer may come after those of the end


@transaction.atomic
def missed(payload: Mapping[str, object]) -> None:
    """A repeatable job: done once for a call, whatever happens to it. An answer that came meanwhile ends it."""
    pk, now = int(payload["call"]), timezone.now()
    lead = Lead.objects.filter(calls=pk).select_related("stage", "treatment").order_by().first()
    if lead is not None:
        lead = hold_behind_people(lead)
    call = Call.objects.select_for_update(no_key=True).filter(pk=pk, missed_at=None).first()
    if call is None or call.state != Call.State.NO_ANSWER:
        return
    call.missed_at = call.ended_at or now
    call.save(update_fields=["missed_at"])
    if lead is not None:
        wrote_in(lead, text="", at=call.missed_at)
        _call_back(lead.pk, call)
    text_back(call, now=now)
    live.changed(call)


def _call_back(lead_pk: int, call: Call) -> None:
    """The next step is now, unless something is due already; whoever was archived is back by their call."""
    lead = Lead.objects.get(pk=lead_pk)
    later = Q(next_follow_up=None) | Q(next_follow_up__gt=call.missed_at)
    after = {"next_follow_up": call.missed_at, "follow_up_why": FollowUp.CALL_BACK, "follow_up_note": ""}
    if lead.archived_at is None and lead.merged_into_id is None:
        changes = {name: (getattr(lead, name), value) for name, value in after.items()}
        if Lead.objects.filter(later, pk=lead.pk).update(**after, updated_at=call.missed_at):
            record("lead.missed_call", lead, changes=changes)
