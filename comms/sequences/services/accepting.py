"""Who accepts counts for the last message that a sequence sent them (F:C14)."""

from collections.abc import Sequence
from datetime import timedelta

from comms.models import Message
from comms.sequences.models import StepRun
from comms.services.states import SENT
from leads.models import StageChange
from leads.models.stage import WON

WITHIN = timedelta(days=90)  # for so long it may have been the message
ENQUIRY = ("enrolment__lead", "enrolment__enquiry")


def note_accepted(changes: Sequence[StageChange]) -> None:
    """Of enquiries that accepted, all at one moment: the newest message run of each, once for an enquiry.

    A receiver of leads.signals.stage_changed, which holds the leads; a repeat changes nothing.
    """
    won = {(change.lead_id, change.enquiry): change.at for change in changes if change.to_semantic in WON}
    if not won:
        return
    at = next(iter(won.values()))
    gone = StepRun.objects.filter(
        enrolment__lead__in={lead for lead, _ in won},
        message__state__in=(*SENT, Message.State.CLAIMED, Message.State.UNKNOWN),
        at__lte=at,
        at__gt=at - WITHIN,
    ).order_by("-accepted_at", "at", "pk")  # Whose is noted already comes last of an enquiry, else the newest.
    last = {tuple(of): (run, noted) for run, noted, *of in gone.values_list("pk", "accepted_at", *ENQUIRY)}
    rows = [run for of, (run, noted) in last.items() if of in won and noted is None]
    StepRun.objects.filter(pk__in=rows).update(accepted_at=at)
