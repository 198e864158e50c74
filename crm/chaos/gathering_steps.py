"""The facts of sequences, read once everything has settled."""

from collections.abc import Iterator
from dataclasses import replace

from comms.models import Message
from comms.sequences.models import Enrolment, StepRun
from crm.chaos.clinics import Side
from crm.chaos.facts import Done, Follower, Stop
from crm.chaos.following import Following
from leads.models import Identity
from tenants.context import clinic_context


def steps_of(side: Side) -> list[Done]:
    with clinic_context(side.clinic):
        rows = StepRun.objects.values_list("enrolment", "step_key", "outcome", "message__reference")
        return [
            Done(side.word, enrolment, str(key), outcome, str(reference or ""))
            for enrolment, key, outcome, reference in rows
        ]


def followers_of(here: Following) -> list[Follower]:
    """Of those who are in the sequence that is open."""
    with clinic_context(here.side.clinic):
        numbers = dict(Identity.objects.filter(kind="phone").values_list("lead", "value"))
        spoke = set(Message.objects.filter(is_out=False).values_list("conversation__lead", flat=True))
        rows = Enrolment.objects.filter(sequence=here.open).values_list("lead", "state")
        return [Follower(here.side.word, numbers[lead], state, lead in spoke) for lead, state in rows]


def answers_of(here: Following) -> Iterator[Stop]:
    return (replace(one, clinic=here.side.word) for one in here.answers)
