"""Sequences of a clinic, as tests need them."""

from collections.abc import Sequence as Rows
from datetime import datetime

from django.utils import timezone

from comms.models import Template, TemplateText
from comms.sequences.models import Pulse, Sequence, Step, Variant, Version
from comms.sequences.services import ticking
from leads.models import Identity, Lead
from leads.tests.factories import make_lead, reach, stage_of
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
        version = Version.objects.create(sequence=row, number=1, published_at=timezone.now(), **window)
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


def make_people(clinic: Clinic, number: int) -> list[int]:
    """So many who can be written to by SMS, quickly: their keys."""
    now = timezone.now()
    with clinic_context(clinic):
        known = {"stage": stage_of("contacted"), "created_at": now, "last_arrival_at": now}
        leads = Lead.objects.bulk_create(Lead(first_name=f"P{place}", **known) for place in range(number))
        phones = (f"+4477{place + 10_000_000:08d}" for place in range(number))
        Identity.objects.bulk_create(
            Identity(lead=lead, kind="phone", value=phone, typed=phone, is_valid=True)
            for lead, phone in zip(leads, phones, strict=True)
        )
        return [lead.pk for lead in leads]
