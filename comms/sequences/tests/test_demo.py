"""Two sequences of a demo clinic with a history of what its inbox holds (F:I25)."""

from collections import Counter
from datetime import timedelta

from django.utils import timezone

from comms.models import Message
from comms.sequences.models import Enrolment, Sequence, StepRun
from comms.sequences.services.demo import fill_sequences
from comms.tests.factories import make_conversation, make_message
from crm.testing.people import make_user
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.staff import roles


def wrote_to(clinic, name, number, *, days, answered=False):
    lead = make_lead(clinic, name)
    talk = make_conversation(clinic, lead, address=f"+4477009001{number:02d}")
    at = timezone.now() - timedelta(days=days)
    make_message(clinic, talk, state=Message.State.DELIVERED, provider_id=f"wamid.{number}", at=at)
    if answered:
        make_message(
            clinic,
            talk,
            is_out=False,
            state=Message.State.RECEIVED,
            provider_id=f"in{number}",
            at=at + timedelta(hours=2),
        )


def test_who_was_written_to_is_in_one_and_nothing_leaves(clinic):
    make_user(clinic, role=roles.MANAGER)
    wrote_to(clinic, "Sarah", 1, days=2)
    wrote_to(clinic, "Ugo", 2, days=20)
    wrote_to(clinic, "Bea", 3, days=9, answered=True)

    with clinic_context(clinic):
        before = Message.objects.count()
        fill_sequences(clinic.slug, timezone.now())
        fill_sequences(clinic.slug, timezone.now())

        assert Counter(Sequence.objects.values_list("state", flat=True)) == {"active": 2}
        assert Counter(Enrolment.objects.values_list("state", "reason")) == {
            ("active", ""): 1,
            ("finished", ""): 1,
            ("stopped", "replied"): 1,
        }
        assert Enrolment.objects.get(state="active").due_at > timezone.now() + timedelta(hours=19)
        assert StepRun.objects.filter(message__isnull=False).count() == 3
        assert (Message.objects.count(), StepRun.objects.exclude(replied_at=None).count()) == (before, 1)
