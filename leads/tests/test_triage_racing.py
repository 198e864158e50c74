"""Two colleagues at the same moment: one decides, the other is told who was first (H:A14)."""

from functools import partial

import pytest
from django.db import transaction
from django.utils import timezone

from crm.testing.people import client_of, key_of, make_user, post_lead
from crm.testing.threads import at_once
from leads.models import Lead, LeadPayload
from leads.services import triage
from leads.services.replay import replay
from leads.services.triage.deciding import AlreadyDecided
from leads.services.triage.forgetting import forget_old
from leads.tests.held import HeldFor, as_stored, hold
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.outbox.models import Job

ROUNDS = 8


@pytest.fixture
def two(fresh_clinic):
    """(clinic, Ana, Ben)."""
    clinic = fresh_clinic()
    ana, ben = (make_user(clinic, email=f"{name}@example.com", full_name=name.title()) for name in ("ana", "ben"))
    return clinic, ana, ben


def test_accepted_twice_at_once_it_is_one_lead_and_one_line(two):
    clinic, ana, ben = two
    for number in range(ROUNDS):
        held = hold(clinic, email=f"guest{number}@example.com")

        heard = at_once(
            clinic, *[partial(triage.accept, held.pk, by=who, now=timezone.now()) for who in (ana, ben)]
        )

        assert sorted(type(one).__name__ for one in heard) == ["Accepted", "AlreadyDecided"]
        with clinic_context(clinic):
            assert Lead.objects.count() == number + 1
            assert Entry.objects.about(held).saying("arrival.accepted").count() == 1


def test_accepted_and_declined_at_once_only_one_of_them_happens(two):
    clinic, ana, ben = two
    for number in range(ROUNDS):
        held = hold(clinic, email=f"guest{number}@example.com")

        accepted, declined = at_once(
            clinic,
            partial(triage.accept, held.pk, by=ana, now=timezone.now()),
            partial(triage.decline_many, [held.pk], by=ben, now=timezone.now()),
        )

        after = as_stored(clinic, held)
        if isinstance(accepted, AlreadyDecided):
            assert accepted.detail == "Ben declined this already. Take it back first."
            assert (after.decision, after.lead) == ("declined", None)
        else:
            assert (declined.number, declined.skipped) == (0, ("1 skipped: accepted by Ana.",))
            assert (after.decision, after.lead) == ("accepted", accepted.lead)


def test_an_arrival_that_comes_while_its_person_is_accepted_is_the_same_lead(two):
    clinic, ana, _ = two
    key = key_of(clinic)
    for number in range(ROUNDS):
        mail = f"guest{number}@example.com"
        held = hold(clinic, email=mail)

        at_once(
            clinic,
            partial(triage.accept, held.pk, by=ana, now=timezone.now()),
            lambda mail=mail: post_lead(client_of(clinic), key, first_name="Anna", last_name="Rossi", email=mail),
        )

        with clinic_context(clinic):
            assert Lead.objects.filter(identities__value=mail).count() == 1


def test_read_again_twice_at_once_it_is_one_lead(two):
    clinic, ana, ben = two
    with clinic_context(clinic):
        body = b'{"first_name":"Anna","email":"anna@example.com"}'
        kept = LeadPayload.objects.create(body=body, received_at=timezone.now())

    heard = at_once(clinic, *[partial(replay, kept.pk, by=who, now=timezone.now()) for who in (ana, ben)])

    assert sorted(one.outcome for one in heard) == ["judged", "lead"]
    with clinic_context(clinic):
        assert Lead.objects.count() == 1
        assert Job.objects.filter(kind="leads.announce").count() == 1


def test_what_is_being_accepted_is_not_removed_under_the_colleagues_hands(two):
    clinic, ana, _ = two
    held = hold(clinic, HeldFor.TRAP, days=40)

    def accept_slowly():
        with transaction.atomic():
            done = triage.accept(held.pk, by=ana, now=timezone.now())
            [gone] = at_once(clinic, partial(forget_old, now=timezone.now()))
        return done, gone

    with clinic_context(clinic):
        done, gone = accept_slowly()

    assert gone == 0
    assert as_stored(clinic, held).lead == done.lead
