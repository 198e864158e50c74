"""Who may begin a sequence, and why others may not. Asked by whoever enrols, and by a rehearsal; nothing is
written."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from comms.sequences import reasons
from comms.sequences.models import Enrolment, Rule, Sequence, Step, StepRun
from comms.sequences.models.sequence import group_of
from comms.sequences.services.advancing import Wait, begin_after, due_of
from comms.services.unasked import never_asked
from leads.models import Lead, Stage


def channels_of(steps: Iterable[Step]) -> set[str]:
    """The ways by which they are written to."""
    return {step.channel for step in steps if step.kind == Step.Kind.MESSAGE}


def beginning_of(
    step: Step, rule: Rule | None, now: datetime, lead: Lead, *, otherwise: str
) -> tuple[datetime, datetime]:
    """For whoever begins now: what the first step's wait is counted from, and when it goes."""
    wait = Wait(rule.wait, rule.unit) if rule else None
    since = begin_after(wait, now, lead, otherwise=otherwise)
    return since, max(now, due_of(step, since, lead, otherwise=otherwise))


def refused(
    sequence: Sequence,
    people: Collection[Lead],
    *,
    channels: Collection[str],
    rule: Rule | None = None,
    stage: Stage | None = None,
    now: datetime,
) -> dict[int, str]:
    """By lead a key of reasons.REFUSED, for those who may not begin. A fixed number of statements."""
    known = Enrolment.objects.filter(lead__in=[lead.pk for lead in people])
    active = set(known.filter(sequence=sequence, state=Enrolment.State.ACTIVE).values_list("lead", flat=True))
    before = _before(sequence, known, rule, people, now)
    unasked = never_asked((lead.pk for lead in people), channels)
    found = {}
    for lead in people:
        is_there = group_of(lead.stage.semantic) in sequence.groups
        questions = (
            (reasons.MERGED, lead.merged_into_id is not None),
            (reasons.ARCHIVED, lead.archived_at is not None),
            (reasons.TEST, lead.is_test),
            (reasons.ALREADY, lead.pk in active),
            (reasons.OPTED_OUT, lead.do_not_contact),
            (reasons.NOT_FOR_THEM, not is_there or (stage is not None and lead.stage_id != stage.pk)),
            (reasons.TOO_SOON, lead.pk in before),
            (reasons.NO_CONSENT, lead.pk in unasked),
        )
        if why := next((why for why, is_so in questions if is_so), ""):
            found[lead.pk] = why
    return found


def _before(sequence: Sequence, known: Any, rule: Rule | None, people: Collection[Lead], now: datetime) -> set[int]:
    """Who was in it not long ago, but for what was undone before anything had gone; and whom the rule has had."""
    ran = Exists(StepRun.objects.filter(enrolment=OuterRef("pk")))
    past = known.filter(sequence=sequence).exclude(~ran, reason=reasons.UNDONE)
    if sequence.again_after is not None:
        past = past.filter(ended_at__gt=now - timedelta(days=sequence.again_after))
    found = set(past.values_list("lead", flat=True))
    if rule is not None:
        enquiry = {lead.pk: lead.enquiry for lead in people}
        had = known.filter(rule=rule).values_list("lead", "enquiry")
        found |= {lead for lead, number in had if enquiry.get(lead) == number}
    return found
