"""Sequences of a clinic, as tests need them."""

from collections.abc import Sequence as Rows
from datetime import datetime

from comms.models import Template, TemplateText
from comms.sequences.models import Pulse, Sequence, Step, Variant, Version
from comms.sequences.services import ticking
from leads.models import Lead
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context
from tenants.models import Clinic

DAY_1_3_7 = ((0, "Hello"), (2, "Still there?"), (4, "The last"))


def make_text(clinic: Clinic, key: str, body: str, **fields: object) -> Template:
    with clinic_context(clinic):
        template = Template.objects.create(**{"key": key, "title": body, "channel": "sms", **fields})
        TemplateText.objects.create(template=template, language="en", body=body)
        return template


def make_sequence(
    clinic: Clinic,
    steps: Rows[tuple[int, str]] = DAY_1_3_7,
    *,
    unit: str = "days",
    step: dict | None = None,
    **fields,
) -> Sequence:
    """An active one of SMS, with a text and a wait in `unit` for each step. `window` fields go to its version."""
    with clinic_context(clinic):
        number = Sequence.objects.count()
        names = {"window_from", "window_until", "weekdays", "keeps_holidays"} & fields.keys()
        window = {name: fields.pop(name) for name in names}
        row = Sequence.objects.create(name=f"Follow up {number}", **fields)
        version = Version.objects.create(sequence=row, number=1, **window)
        for place, (wait, body) in enumerate(steps):
            given = {"channel": "sms", "wait": wait, "unit": unit, **(step or {})}
            made = Step.objects.create(version=version, position=place, **given)
            text = make_text(clinic, f"s{row.pk}-{place}", body)
            Variant.objects.create(step=made, label="A", template=text)
        row.version, row.state = version, Sequence.State.ACTIVE
        row.save()
        return row


def make_person(clinic: Clinic, number: int = 1, **fields: object) -> Lead:
    """Somebody in the United Kingdom who can be written to by SMS."""
    lead = make_lead(clinic, f"P{number}", "Patient", **fields)
    reach(clinic, lead, "phone", f"+44770090{number + 100:04d}")
    return lead


def look(clinic: Clinic, at: datetime) -> int:
    """The minute's look, as if somebody had looked every minute until then."""
    with clinic_context(clinic):
        Pulse.objects.update(next_at=at)
        return ticking.run(now=at)
