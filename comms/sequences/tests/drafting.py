"""Sequences of a clinic, as tests need them."""

from datetime import datetime

from comms.models import Channel, Template, TemplateText
from comms.sequences.models import Enrolment, Sequence, Step, StepRun
from comms.sequences.services.building import Text, Wanted, keep_step
from comms.sequences.services.keeping import Settings, new_sequence
from leads.models import Lead
from tenants.staff.models import User


def make_text(key: str, *, channel: str = Channel.MAIL, **fields: object) -> Template:
    """A template in English; in the clinic that is open."""
    row = Template.objects.create(key=key, title=key.title(), channel=channel, **fields)
    TemplateText.objects.create(template=row, language="en", subject="Hello", body=f"Hello from {key}")
    return row


def message(*templates: Template, wait: int = 1, **fields: object) -> Wanted:
    texts = [Text(one.pk) for one in templates]
    return Wanted(**{"channel": templates[0].channel, "wait": wait, "texts": texts, **fields})


def task(what: str = "Call them", **fields: object) -> Wanted:
    return Wanted(**{"kind": Step.Kind.TASK, "task": what, "wait": 1, **fields})


def make_sequence(by: User, *steps: Wanted, now: datetime, name: str = "Quotes", **fields: object) -> Sequence:
    """A draft with these steps; in the clinic that is open."""
    row = new_sequence(Settings(name=name, **fields), by=by, now=now)
    for one in steps:
        keep_step(row.pk, None, one, now=now)
    return row


def put_in(sequence: Sequence, lead: Lead, *, now: datetime, done: int = 0) -> Enrolment:
    """Under way in the version in use, with so many of its steps behind them."""
    steps = list(sequence.version.steps.all())
    row = Enrolment.objects.create(
        sequence=sequence,
        version=sequence.version,
        lead=lead,
        enquiry=1,
        group="open",
        way=Enrolment.Way.HAND,
        next_step=steps[done],
        due_at=now,
        since=now,
        began_at=now,
    )
    for step in steps[:done]:
        StepRun.objects.create(enrolment=row, step=step, step_key=step.key, outcome=step.kind, at=now)
    return row
