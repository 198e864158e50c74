"""Who accepts counts for the last message that a sequence sent them (F:C14)."""

from datetime import timedelta

from comms.models import Message
from comms.sequences.models import StepRun
from comms.services.states import SENT
from leads.models import Lead, StageChange
from leads.models.stage import WON

WITHIN = timedelta(days=90)  # for so long it may have been the message


def note_accepted(lead: Lead, change: StageChange) -> None:
    """Of an enquiry that just accepted: the newest message run, once for an enquiry. A receiver of
    leads.signals.stage_changed, which holds the lead; a repeat changes nothing."""
    if change.to_semantic not in WON:
        return
    gone = StepRun.objects.filter(
        enrolment__lead=lead,
        enrolment__enquiry=change.enquiry,
        message__state__in=(*SENT, Message.State.CLAIMED, Message.State.UNKNOWN),
        at__lte=change.at,
        at__gt=change.at - WITHIN,
    )
    if gone.filter(accepted_at__isnull=False).exists():
        return
    newest = gone.order_by("-at", "-pk").values("pk")[:1]
    StepRun.objects.filter(pk__in=newest).update(accepted_at=change.at)
