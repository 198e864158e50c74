"""What follows an attempt: the next step is planned, then taken (F 2b)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from leads.models import (
    ContactAttempt,
    Disposition,
    FollowUp,
    Identity,
    Lead,
    LossReason,
    Semantic,
    Stage,
    Suppression,
)
from leads.models.stage import DONE, WON
from leads.services.consent import of_lead, suppress
from leads.services.consent.agreeing import BY_HAND
from leads.services.contacts import mark_wrong
from leads.services.dispositions import IN_VAIN, NEXT
from leads.services.moving import Given
from leads.services.rules import AGAIN_HOURS, lead_rules
from leads.services.stepping import lose, step
from tenants.staff.models import User

# How far a lead is; a good call never takes it back.
_WAY = [
    *(Semantic.NEW, Semantic.ASSIGNED, Semantic.CONTACTED, Semantic.REPLIED, Semantic.CALLBACK),
    *(Semantic.QUALIFIED, Semantic.PROPOSAL, Semantic.NEGOTIATION, Semantic.ACCEPTED, Semantic.TRAVELLING),
    Semantic.COMPLETED,
]


@dataclass(frozen=True)
class Planned:
    """`at` is the next step, None for none; what was planned before stays unless it `is_new`."""

    at: datetime | None
    why: str = ""
    is_new: bool = True
    gives_up: bool = False


def plan(lead: Lead, attempt: ContactAttempt, asked: datetime | None, now: datetime) -> Planned:
    """When to go on: as they asked, as the result says, or later after each attempt in vain, up to the last."""
    after = NEXT[attempt.disposition]
    if after.ends:
        return Planned(None)
    if asked is not None:
        return Planned(asked, after.why or FollowUp.NEXT_STEP)
    if lead.stage.semantic in DONE:
        return Planned(lead.next_follow_up, lead.follow_up_why, is_new=False)
    if after.in_hours:
        return Planned(now + timedelta(hours=after.in_hours), after.why)
    if not attempt.counted or attempt.disposition not in IN_VAIN:
        return Planned(lead.next_follow_up, lead.follow_up_why, is_new=False)
    number = 1 + in_vain(lead)
    if may_be_given_up(lead) and number >= lead_rules().most_attempts:
        return Planned(None, gives_up=True)
    hours = [hour for hour in lead_rules().again_hours if type(hour) is int and hour > 0] or AGAIN_HOURS
    return Planned(now + timedelta(hours=hours[min(number, len(hours)) - 1]), after.why)


def is_last(lead: Lead) -> bool:
    """Whether one more attempt in vain loses this lead. Most were tried too seldom to ask the rows."""
    most = lead_rules().most_attempts
    return may_be_given_up(lead) and lead.call_attempts + 1 >= most and 1 + in_vain(lead) >= most


def may_be_given_up(lead: Lead) -> bool:
    """The product loses nobody by itself who has accepted, and nobody whose journey has ended."""
    return lead.stage.semantic not in {*WON, *DONE}


def in_vain(lead: Lead) -> int:
    """Attempts of this enquiry that counted, since they were last reached."""
    rows = ContactAttempt.objects.filter(lead=lead, enquiry=lead.enquiry)
    reached = [name for name, after in NEXT.items() if after.reached]
    last = rows.filter(disposition__in=reached).order_by("-at", "-pk").values_list("at", flat=True).first()
    tried = rows.filter(counted=True, disposition__in=IN_VAIN)
    return (tried.filter(at__gt=last) if last else tried).count()


def take(
    lead: Lead,
    attempt: ContactAttempt,
    planned: Planned,
    *,
    reason: str,
    identity: int | None,
    by: User,
    now: datetime,
) -> None:
    """Move, lose, mark or stop; the lead is held."""
    after = NEXT[attempt.disposition]
    if planned.gives_up:
        lose(lead, reason=LossReason.NO_CONTACT, by=by, now=now)
    elif after.straight == Semantic.LOST:
        lose(lead, reason=reason, by=by, now=now)
    elif after.straight and lead.stage.semantic not in WON:
        step(lead, after.straight, Given(follow_up_at=planned.at), by=by, now=now)
    elif after.forward and _is_before(lead.stage, after.forward):
        step(lead, after.forward, by=by, now=now)
    if attempt.disposition == Disposition.WRONG_NUMBER:
        _mark_wrong(lead, attempt, identity, by, now)
    elif attempt.disposition == Disposition.DO_NOT_CONTACT:
        suppress(of_lead(lead), reason=Suppression.Reason.ASKED, source=BY_HAND, lead=lead.pk, by=by, now=now)


def _is_before(stage: Stage, semantic: str) -> bool:
    return stage.semantic in _WAY and _WAY.index(stage.semantic) < _WAY.index(semantic)


def _mark_wrong(lead: Lead, attempt: ContactAttempt, identity: int | None, by: User, now: datetime) -> None:
    """Nobody is called by it again. Whoever cannot be reached any other way is lost, before they accept."""
    working = Identity.objects.filter(lead=lead, is_valid=True)
    is_mail = attempt.channel == ContactAttempt.Channel.MAIL
    likely = working.filter(kind=Identity.Kind.EMAIL if is_mail else Identity.Kind.PHONE)
    wrong = working.filter(pk=identity).first() if identity else likely.first()
    if wrong is not None:
        mark_wrong(wrong, now=now)
    if may_be_given_up(lead) and not working.exists():
        lose(lead, reason=LossReason.INVALID, by=by, now=now)
