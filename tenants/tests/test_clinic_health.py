"""What the platform's people see of a clinic's health: numbers of its own schema, in one query (F:T8, H:T20)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.testing.people import PASSWORD, client_of, make_user
from tenants.context import NoClinic, clinic_context
from tenants.models import Clinic, ClinicDue, ClinicHealth, Heartbeat
from tenants.outbox.models import Job
from tenants.services import clinic_health
from tenants.services.clinic_health import STALE, measure, with_health
from tenants.staff.roles import ADMIN
from tenants.staff.services.platform import make_platform_admin
from tenants.tasks import measure_clinic

LIST = "/admin/tenants/clinic/"


@pytest.fixture
def operator(platform_client):
    user = make_platform_admin(email="platform@example.com", password=PASSWORD)
    platform_client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return platform_client


@pytest.fixture
def now():
    return timezone.now()


def job(clinic, state, *, due_at, lease_until=None):
    with clinic_context(clinic):
        more = {"claim": "6b5b0a30-5b3c-4f0c-9d0e-3f6f6a5e7a10", "lease_until": lease_until} if lease_until else {}
        Job.objects.create(kind="mail", key=f"{state}{Job.objects.count()}", state=state, due_at=due_at, **more)


def test_jobs_that_wait_for_somebody_are_counted_by_what_is_wrong(clinic, now):
    long_ago = now - timedelta(hours=1)
    job(clinic, "waiting", due_at=long_ago)
    job(clinic, "waiting", due_at=now)
    job(clinic, "claimed", due_at=long_ago, lease_until=long_ago)
    job(clinic, "claimed", due_at=long_ago, lease_until=now + timedelta(minutes=1))
    job(clinic, "failed", due_at=long_ago)
    job(clinic, "unknown", due_at=long_ago)
    job(clinic, "done", due_at=long_ago)

    with clinic_context(clinic):
        health = measure(now=now)

    counted = (health.jobs_overdue, health.jobs_stuck, health.jobs_failed, health.jobs_unknown)
    assert counted == (1, 1, 1, 1)
    assert health.waits_for_people == 3


def test_what_is_counted_in_one_clinic_is_not_the_neighbours(clinic, other_clinic, now):
    job(clinic, "failed", due_at=now)
    make_user(clinic)

    for one in (clinic, other_clinic):
        with clinic_context(one):
            measure(now=now)

    assert ClinicHealth.objects.get(clinic=clinic).jobs_failed == 1
    assert ClinicHealth.objects.get(clinic=other_clinic).jobs_failed == 0
    assert ClinicHealth.objects.get(clinic=other_clinic).staff == 0


def test_of_leads_it_keeps_a_time_and_nothing_else(clinic, canaries, now):
    with clinic_context(clinic):
        health = measure(now=now)

    assert health.last_lead_at is not None
    assert not canaries[0].sings_in(repr(ClinicHealth.objects.values().get(clinic=clinic)))


def test_measuring_is_work_of_every_clinic_also_of_a_paused_one_and_comes_again(clinic, now):
    Clinic.objects.filter(pk=clinic.pk).update(state=Clinic.State.SUSPENDED)

    measure_clinic(clinic=str(clinic.pk))

    assert ClinicHealth.objects.get(clinic=clinic).measured_at >= now
    due = ClinicDue.objects.get(clinic=clinic, kind="tenants.tasks.measure_clinic")
    assert due.next_due >= now + clinic_health.EVERY


def test_outside_of_a_clinic_there_is_nothing_to_count(database, now):
    with pytest.raises(NoClinic):
        measure(now=now)


def test_many_clinics_cost_as_many_queries_as_few(clinic, other_clinic, operator, now, django_assert_num_queries):
    with django_assert_num_queries(2):
        list(with_health(Clinic.objects.all()).prefetch_related("domains"))
    operator.get(LIST)
    few = queries_of(operator)
    Clinic.objects.bulk_create(
        [
            Clinic(slug=f"more-{n}", name=f"More {n}", schema_name=f"c_{n:032x}", state=Clinic.State.ACTIVE)
            for n in range(20)
        ]
    )

    assert queries_of(operator) == few


def queries_of(client):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(LIST).status_code == 200
    return len(asked)


def test_the_list_says_what_is_wrong_and_how_old_that_is(clinic, other_clinic, operator, now):
    job(clinic, "failed", due_at=now)
    with clinic_context(clinic):
        measure(now=now)
    with clinic_context(other_clinic):
        measure(now=now - STALE)

    text = operator.get(LIST).content.decode()

    assert "1 job needs a look" in text
    assert "Not measured for 15 min" in text


def test_tables_of_an_older_version_are_said_so(clinic, other_clinic, operator, monkeypatch):
    at_head = clinic_health.behind()
    monkeypatch.setattr("tenants.services.clinic_health.head", lambda: "of newer code")

    text = operator.get(LIST).content.decode()

    assert (at_head, clinic_health.behind()) == (0, 2)
    assert text.count("Tables of an older version") == 2


def test_a_clock_that_nobody_heard_is_on_the_first_page(operator, now):
    Heartbeat.objects.all().delete()
    silent = operator.get("/admin/").content.decode()
    Heartbeat.objects.create(name="beat", at=now)

    assert "The clock has not been heard" in silent
    assert "The clock has not been heard" not in operator.get("/admin/").content.decode()


def test_nobody_of_a_clinic_finds_these_pages_on_the_clinics_host(clinic):
    client = client_of(clinic, make_user(clinic, role=ADMIN))

    for path in (LIST, f"{LIST}{clinic.pk}/change/", f"{LIST}{clinic.pk}/suspend/", "/admin/tenants/visit/"):
        assert client.get(path).status_code == 404, path
