"""A sequence with two texts for its first step, and people it was taken to, as tests of its results need them."""

from datetime import UTC, datetime, timedelta

from comms.models import Message, Template
from comms.sequences.models import Enrolment, Sequence, Step, StepRun, Variant, Version
from comms.tests.factories import make_conversation, make_message
from leads.models import Lead
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.models import Clinic

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def make_compared(clinic: Clinic, **fields: object) -> Sequence:
    """Active; its only step is a WhatsApp message with the texts A and B."""
    with clinic_context(clinic):
        row = Sequence.objects.create(name=f"Quote follow-up {Sequence.objects.count()}", **fields)
        version = Version.objects.create(sequence=row, number=1, published_at=NOW)
        step = Step.objects.create(version=version, position=0, channel="whatsapp")
        for label in "AB":
            text = Template.objects.create(key=f"s{row.pk}-{label}", title=f"Text {label}", channel="whatsapp")
            Variant.objects.create(step=step, label=label, template=text)
        row.version, row.state = version, Sequence.State.ACTIVE
        row.save()
        return row


def publish_again(clinic: Clinic, sequence: Sequence) -> Version:
    """A version with the same step and texts by their keys."""
    with clinic_context(clinic):
        version = Version.objects.create(sequence=sequence, number=2, published_at=NOW)
        for step in sequence.version.steps.all():
            again = Step.objects.create(version=version, position=step.position, key=step.key, channel=step.channel)
            for one in step.variants.all():
                Variant.objects.create(step=again, key=one.key, label=one.label, template=one.template)
        sequence.version = version
        sequence.save()
        return version


def take(clinic: Clinic, sequence: Sequence, lead: Lead | None = None, **fields: object) -> Enrolment:
    """Somebody who began a day ago and waits for the first step."""
    lead = lead or make_lead(clinic)
    with clinic_context(clinic):
        given = {
            "version": sequence.version, "enquiry": lead.enquiry, "group": "open", "way": "hand", "due_at": NOW,
            "next_step": sequence.version.steps.first(), "since": NOW,
            "began_at": NOW - timedelta(days=1), **fields,
        }  # fmt: skip
        return Enrolment.objects.create(sequence=sequence, lead=lead, **given)


def wrote(clinic: Clinic, one: Enrolment, label: str = "A", state: str = "accepted", **fields: object) -> StepRun:
    """The first step of somebody was done with this text, and this became of its message."""
    talk = make_conversation(clinic, one.lead, address=f"+4477009{one.pk:05d}")
    known = {"provider_id": f"w{one.pk}"} if state in ("accepted", "delivered", "read") else {}
    message = make_message(clinic, talk, state=Message.State(state), **known)
    with clinic_context(clinic):
        step = one.version.steps.get()
        text = step.variants.get(label=label)
        given = {"step_key": step.key, "outcome": "message", "at": NOW, **fields}
        return StepRun.objects.create(enrolment=one, step=step, variant=text, message=message, **given)


def sent_many(clinic: Clinic, sequence: Sequence, label: str, sent: int, replied: int) -> None:
    """In a few statements: so many were sent this text, and so many of them answered."""
    lead = make_lead(clinic)
    talk = make_conversation(clinic, lead, address=f"+4477008{lead.pk:05d}")
    with clinic_context(clinic):
        step = sequence.version.steps.get()
        ended = {"state": "finished", "ended_at": NOW, "since": NOW, "began_at": NOW, "enquiry": 1, "way": "many"}
        people = Enrolment.objects.bulk_create(
            Enrolment(sequence=sequence, version=sequence.version, lead=lead, group="open", **ended)
            for _ in range(sent)
        )
        gone = {"is_out": True, "state": "accepted", "at": NOW, "conversation": talk, "account": talk.account}
        messages = Message.objects.bulk_create(
            Message(provider_id=f"{label}{place}", **gone) for place in range(sent)
        )
        done = {"step": step, "step_key": step.key, "variant": step.variants.get(label=label), "at": NOW}
        StepRun.objects.bulk_create(
            StepRun(
                enrolment=one,
                message=message,
                outcome="message",
                replied_at=NOW if place < replied else None,
                **done,
            )
            for place, (one, message) in enumerate(zip(people, messages, strict=True))
        )
