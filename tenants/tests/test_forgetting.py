"""What is of no use any more goes, in every clinic and in public; what is of use stays (F:T10)."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.sessions.models import Session
from django.utils import timezone

from crm.testing.people import client_of
from tenants.context import clinic_context, platform_schema
from tenants.models import ClinicDue, ParkedEvent
from tenants.services import forgetting
from tenants.services.migrating import migrate_everything
from tenants.services.parking import KEPT as PARKED
from tenants.services.parking import park
from tenants.tasks import forget_clinic_rows, forget_platform_rows

NOW = timezone.now()
KEPT = timedelta(days=180)


def leave_traces():
    """One row of each kind that may go and one that may not."""
    old = timezone.now() - KEPT
    young = old + timedelta(minutes=5)
    for moment, name in ((NOW - timedelta(seconds=1), "gone"), (NOW + timedelta(hours=1), "here")):
        Session.objects.create(session_key=name, session_data="", expire_date=moment)
    for model in (AccessAttempt, AccessLog):
        for moment, name in ((old, "gone"), (young, "here")):
            row = model.objects.create(
                username=name, **({"failures_since_start": 1} if model is AccessAttempt else {})
            )
            model.objects.filter(pk=row.pk).update(attempt_time=moment)


def traces():
    return [
        sorted(model.objects.values_list(field, flat=True))
        for model, field in ((Session, "session_key"), (AccessAttempt, "username"), (AccessLog, "username"))
    ]


def test_a_clinic_forgets_its_own_and_comes_again_tomorrow(clinic, other_clinic):
    for one in (clinic, other_clinic):
        with clinic_context(one):
            leave_traces()

    assert forget_clinic_rows(clinic=str(clinic.uuid)) == 3

    with clinic_context(clinic):
        assert traces() == [["here"]] * 3
    with clinic_context(other_clinic):
        assert traces() == [["gone", "here"]] * 3
    due = ClinicDue.objects.get(clinic=clinic, kind="tenants.tasks.forget_clinic_rows").next_due
    assert NOW + timedelta(hours=23) < due < NOW + timedelta(hours=25)


def test_the_platform_forgets_its_own_and_parked_events_after_30_days(clinic):
    with platform_schema():
        leave_traces()
        park(source="task", reason="old", now=NOW - PARKED)
        park(source="task", reason="young", now=NOW)
    with clinic_context(clinic):
        leave_traces()

    assert forget_platform_rows() == 4

    with platform_schema():
        assert traces() == [["here"]] * 3
        assert [event.reason for event in ParkedEvent.objects.filter(reason__in=["old", "young"])] == ["young"]
    with clinic_context(clinic):
        assert traces() == [["gone", "here"]] * 3


def test_many_rows_go_in_many_small_statements(clinic, monkeypatch):
    monkeypatch.setattr(forgetting, "BATCH", 2)
    with clinic_context(clinic):
        for number in range(5):
            Session.objects.create(session_key=str(number), session_data="", expire_date=NOW)

        assert forgetting.forget_useless(now=NOW) == 5
        assert Session.objects.count() == 0


def test_one_run_has_an_end(clinic, monkeypatch):
    monkeypatch.setattr(forgetting, "BATCH", 1)
    monkeypatch.setattr(forgetting, "BATCHES", 3)
    with clinic_context(clinic):
        for number in range(5):
            Session.objects.create(session_key=str(number), session_data="", expire_date=NOW)

        assert forgetting.forget_useless(now=NOW) == 3


def test_somebody_who_is_logged_in_stays_so(clinic, agent_client):
    forget_clinic_rows(clinic=str(clinic.uuid))

    assert agent_client.get("/admin/leads/lead/").status_code == 200
    assert client_of(clinic).get("/admin/leads/lead/").status_code == 302


@pytest.mark.chaos
@pytest.mark.xdist_group("chaos")
def test_a_kind_of_work_that_is_new_reaches_clinics_of_before_with_the_next_migration(fresh_clinic):
    clinic = fresh_clinic()
    ClinicDue.objects.filter(clinic=clinic).delete()

    migrate_everything()

    assert ClinicDue.objects.filter(clinic=clinic, kind="tenants.tasks.forget_clinic_rows").exists()
