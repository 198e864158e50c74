"""Why somebody may not go on in a sequence, from what is in the database now (F:C17, H:S11).

Asked by the tick, and again in the transaction that claims a message for sending: a stop that somebody forgot to
announce stops all the same.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db.models import Max

from comms.models import Call, Conversation, Message
from comms.sequences import reasons
from comms.sequences.models import Enrolment, Sequence, StepRun
from comms.sequences.models.sequence import Group, group_of
from comms.sequences.services.advancing import window_for
from comms.sequences.services.planning import is_allowed, next_allowed
from leads.models import Suppression
from leads.services.consent import StopsOf
from tenants.settings.services.clinic import clinic_settings

LEFT: Mapping[str, str] = {Group.LOST: reasons.LOST, Group.PATIENT: reasons.ACCEPTED}
LATE = timedelta(hours=12)  # a message that could leave so long ago is not sent any more
WHILE = timedelta(minutes=15)  # in which whatever is due leaves, or its next opening counts
PAUSED = timedelta(minutes=10)  # how often what waits for a pause is looked at


def unfit(enrolments: Collection[Enrolment], stops: StopsOf | None = None) -> dict[int, str]:
    """By enrolment, for those that may not go on: a key of reasons.STOPPED. So many statements however many they
    are, which come with their lead, its stage and their sequence; `stops` are those of the leads where known."""
    began: dict[int, datetime] = {}
    for one in enrolments:
        began[one.lead_id] = min(began.get(one.lead_id, one.began_at), one.began_at)
    wrote = Conversation.objects.filter(lead__in=began, last_in_at__isnull=False).order_by()
    called = Call.objects.filter(lead__in=began, is_out=False).order_by()
    spoke = dict(wrote.values_list("lead").annotate(Max("last_in_at")))
    rang = dict(called.values_list("lead").annotate(Max("at")))
    asked = _asked(stops or StopsOf(began))
    found = {}
    for one in enrolments:
        heard = {reasons.OPTED_OUT: asked, reasons.REPLIED: spoke, reasons.CALLED: rang}
        since = {why: at[one.lead_id] for why, at in heard.items() if one.lead_id in at}
        if why := _why(one, {why for why, at in since.items() if at > one.began_at}):
            found[one.pk] = why
    return found


def _asked(stops: StopsOf) -> dict[int, datetime]:
    """When each of them last asked us to stop, by whatever way and for whatever purpose."""
    found = {}
    for lead, said in stops.by_lead().items():
        if moments := [stop.at for stop in said if stop.reason != Suppression.Reason.BOUNCED]:
            found[lead] = max(moments)
    return found


def _why(one: Enrolment, heard: Collection[str]) -> str:
    lead, group = one.lead, group_of(one.lead.stage.semantic)
    questions = (
        (reasons.MERGED, lead.merged_into_id is not None),
        (reasons.ARCHIVED, lead.archived_at is not None),
        (reasons.TEST, lead.is_test),
        (reasons.CLOSED, one.sequence.archived_at is not None),
        (reasons.OPTED_OUT, lead.do_not_contact or reasons.OPTED_OUT in heard),
        (LEFT.get(group, reasons.MOVED), group != one.group),
        (reasons.LEFT_STAGE, one.stage_id is not None and one.stage_id != lead.stage_id),
        (reasons.REPLIED, reasons.REPLIED in heard),
        (reasons.CALLED, reasons.CALLED in heard),
    )
    return next((why for why, is_so in questions if is_so), "")


def may_leave(message: Message, now: datetime) -> datetime | str | None:
    """For comms.gates: nothing, a moment before which it may not leave, or why it never may."""
    if message.batch is None:
        return None
    runs = StepRun.objects.filter(message=message.pk).select_related(
        "enrolment__sequence", "enrolment__lead__stage", "step__version"
    )
    run = runs.prefetch_related("enrolment__lead__identities").first()
    if run is None:
        return None
    one = run.enrolment
    if one.state == Enrolment.State.STOPPED:
        return one.reason
    return unfit([one]).get(one.pk) or _not_now(run, message.due_at or run.at, now)


def _not_now(run: StepRun, due: datetime, now: datetime) -> datetime | str | None:
    one, sequence = run.enrolment, run.enrolment.sequence
    window = window_for(run.step, one.lead, otherwise=clinic_settings().time_zone)
    if now > next_allowed(due + WHILE, window) + LATE and not sequence.catches_up:
        return reasons.MISSED
    if sequence.state == Sequence.State.PAUSED or one.paused_at:
        return now + PAUSED
    return None if is_allowed(now, window) else next_allowed(now, window)
