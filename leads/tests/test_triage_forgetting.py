"""Filled traps and declined arrivals go after 30 days, and nothing else does (F:T24)."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from leads.models import LeadPayload
from leads.services import triage
from leads.services.triage import forgetting
from leads.services.triage.forgetting import KEPT, forget_old
from leads.tasks import TIDY, tidy_arrivals
from leads.tests.factories import make_lead
from leads.tests.held import HeldFor, hold
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.models import ClinicDue


def left(clinic) -> set[int]:
    with clinic_context(clinic):
        return set(LeadPayload.objects.values_list("pk", flat=True))


def removed(clinic) -> list[str]:
    with clinic_context(clinic):
        return list(Entry.objects.saying("arrivals.removed").values_list("additional_data__note", flat=True))


@pytest.fixture
def declined(clinic, agent):
    """`declined(days)`: somebody declined it so long ago."""

    def make(days):
        held = hold(clinic, days=days + 5)
        with clinic_context(clinic):
            triage.decline_many([held.pk], by=agent, now=timezone.now() - timedelta(days=days))
        return held

    return make


def test_after_30_days_and_not_before(clinic, other_clinic, declined):
    young = {hold(clinic, HeldFor.TRAP, days=29).pk, declined(29).pk}
    hold(clinic, HeldFor.TRAP, days=31)
    declined(31)
    neighbours = hold(other_clinic, HeldFor.TRAP, days=31)

    with clinic_context(clinic):
        gone = forget_old(now=timezone.now())

    assert (gone, left(clinic)) == (2, young)
    assert removed(clinic) == ["2"]
    assert left(other_clinic) == {neighbours.pk}


def test_the_time_is_the_one_that_is_passed_in(clinic):
    trapped = hold(clinic, HeldFor.TRAP)

    with clinic_context(clinic):
        early = forget_old(now=trapped.received_at + KEPT - timedelta(seconds=1))
        late = forget_old(now=trapped.received_at + KEPT)

    assert (early, late) == (0, 1)


@pytest.mark.parametrize("reason", [HeldFor.UNCHECKED, HeldFor.COMPANION, HeldFor.INCOMPLETE])
def test_what_waits_for_people_waits_as_long_as_they_need(clinic, reason):
    held = hold(clinic, reason, days=400)

    with clinic_context(clinic):
        forget_old(now=timezone.now())

    assert left(clinic) == {held.pk}
    assert removed(clinic) == []


def test_the_arrival_of_a_lead_stays(clinic, declined):
    held, lead = declined(31), make_lead(clinic)
    with clinic_context(clinic):
        LeadPayload.objects.filter(pk=held.pk).update(lead=lead)
        forget_old(now=timezone.now())

    assert left(clinic) == {held.pk}


def test_they_go_a_batch_at_a_time_with_one_line_for_all(clinic, monkeypatch):
    monkeypatch.setattr(forgetting, "BATCH", 2)
    for _ in range(5):
        hold(clinic, HeldFor.TRAP, days=31)

    with clinic_context(clinic):
        assert forget_old(now=timezone.now()) == 5

    assert removed(clinic) == ["5"]


def test_beat_asks_for_it_daily(clinic):
    hold(clinic, HeldFor.TRAP, days=31)

    assert tidy_arrivals(clinic=str(clinic.uuid)) == 1

    due = ClinicDue.objects.get(clinic=clinic, kind=TIDY).next_due
    assert timedelta(hours=23) < due - timezone.now() < timedelta(hours=25)
    assert TIDY in [arg for entry in settings.CELERY_BEAT_SCHEDULE.values() for arg in entry.get("args", [])]
