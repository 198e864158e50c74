"""The log of deliveries on the desk: who sees what, counted once, and told once more (F:I20, A16)."""

import pytest

from comms.outbound.models import Delivery
from comms.outbound.services.log import PAGE
from comms.outbound.tests.factories import make_delivery, make_system, tell_due
from crm.testing.people import client_of, make_user
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.outbox.models import DeliveryLog, Job
from tenants.staff import roles
from tenants.staff.models import User

LIST = "/admin/outbound/deliveries/"


@pytest.fixture
def manager(clinic):
    return client_of(clinic, make_user(clinic, role=roles.MANAGER, email="manager@example.com"))


def failed(clinic, system, **fields):
    delivery = make_delivery(clinic, system, **{"state": "failed", "code": "HTTP 500", "attempts": 4, **fields})
    with clinic_context(clinic):
        job = Job.objects.filter(key=f"outbound.own:{delivery.reference}")
        job.update(state=Job.State.UNKNOWN if delivery.state == "unknown" else Job.State.FAILED, attempts=4)
    return delivery


def states(clinic):
    with clinic_context(clinic):
        return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def test_the_list_counts_by_state_and_narrows_to_one_state_and_one_system(clinic, other_clinic, manager):
    first, second = make_system(clinic, name="First"), make_system(clinic, "https://b.example/", name="Second")
    lead = make_lead(clinic, "Marco", "Bellini")
    failed(clinic, first, lead=lead, worker="host:1")
    make_delivery(clinic, second)
    failed(other_clinic, make_system(other_clinic, name="Theirs"))

    page = manager.get(LIST).content.decode()
    narrowed = manager.get(LIST, {"state": "pending", "system": second.pk}).content.decode()

    for words in ("Marco Bellini", "host:1", "answered with HTTP 500", 'Failed <b class="bw-num">1</b>', "4 tries"):
        assert words in page
    assert "Theirs" not in page
    assert "Marco Bellini" not in narrowed


def test_a_long_log_goes_on_from_a_key(clinic, manager):
    system = make_system(clinic)
    with clinic_context(clinic):
        rows = [make_delivery(clinic, system) for _ in range(3)]
        copies = [
            Delivery(connector=system, event="ping", reference=f"00000000-0000-4000-8000-{n:012}",
                     created_at=rows[0].created_at) for n in range(PAGE)
        ]  # fmt: skip
        Delivery.objects.bulk_create(copies)

    page = manager.get(LIST)
    older = page.context["older"]

    assert len(page.context["rows"]) == PAGE
    assert [row.delivery.pk for row in manager.get(LIST + older).context["rows"]] == [r.pk for r in reversed(rows)]


def test_what_failed_is_told_once_more_by_the_same_job_and_its_tries_go_on(clinic, clock, manager, settings):
    settings.CREDENTIAL_TESTS_INSIDE = False
    delivery = failed(clinic, make_system(clinic, "https://127.0.0.1/"))

    assert manager.post(f"{LIST}{delivery.pk}/again/").status_code == 302
    assert states(clinic) == ["pending"]
    with clinic_context(clinic):
        tell_due()
        job = Job.objects.get()
        assert (job.key, job.attempts) == (f"outbound.own:{delivery.reference}", 5)
        assert DeliveryLog.objects.get().attempt == 5
        assert Delivery.objects.get().code == "inside"


def test_what_nobody_knows_is_told_again_only_by_who_is_sure(clinic, manager):
    delivery = failed(clinic, make_system(clinic), state="unknown")

    page = manager.get(f"{LIST}{delivery.pk}/").content.decode()
    manager.post(f"{LIST}{delivery.pk}/again/")
    assert states(clinic) == ["unknown"]
    manager.post(f"{LIST}{delivery.pk}/again/", {"sure": "yes"})

    assert "may be there twice" in page
    assert states(clinic) == ["pending"]


def test_what_was_told_so_long_ago_that_its_job_is_gone_stays_told(clinic, manager):
    delivery = failed(clinic, make_system(clinic), state="success", code="")
    with clinic_context(clinic):
        Job.objects.update(state=Job.State.DONE)
        Job.objects.all().delete()

    answer = manager.post(f"{LIST}{delivery.pk}/again/", {"sure": "yes"}, follow=True)

    assert "too long ago" in answer.content.decode()
    assert states(clinic) == ["success"]


def test_nobody_is_asked_to_tell_once_more_a_system_that_was_removed(clinic, manager):
    gone, kept = make_system(clinic, state="removed"), make_system(clinic, "https://b.example/")
    lost = failed(clinic, gone)
    again = "Try 1 failed one again"
    assert again not in manager.get(LIST).content.decode()

    failed(clinic, kept)

    assert again in manager.get(LIST).content.decode()
    assert "/again/" not in manager.get(f"{LIST}{lost.pk}/").content.decode()


def test_all_that_failed_of_one_system_is_told_once_more_and_nothing_else(clinic, other_clinic, manager):
    system, second = make_system(clinic), make_system(clinic, "https://b.example/")
    for one in (system, system, second):
        failed(clinic, one)
    failed(clinic, system, state="unknown")
    failed(other_clinic, make_system(other_clinic))

    manager.post(f"{LIST}again/", {"system": system.pk})

    assert states(clinic) == ["pending", "pending", "failed", "unknown"]
    assert states(other_clinic) == ["failed"]
    with clinic_context(clinic):
        assert Job.objects.filter(state="waiting").count() == 2


def test_a_manager_of_a_team_sees_what_was_told_of_their_leads_alone(clinic, other_clinic):
    system = make_system(clinic)
    person = make_user(clinic, role=roles.MANAGER, email="team@example.com", data_scope=User.DataScope.OWN)
    mine = make_lead(clinic, "Mine", "Own", assigned_to=person)
    theirs = make_lead(clinic, "Theirs", "Other", assigned_to=make_user(clinic, email="other@example.com"))
    seen, hidden = failed(clinic, system, lead=mine), failed(clinic, system, lead=theirs)
    failed(clinic, system)  # about nobody
    client = client_of(clinic, person)

    page = client.get(LIST).content.decode()
    client.post(f"{LIST}again/")

    assert "Mine Own" in page
    assert "Theirs Other" not in page
    assert client.get(f"{LIST}{seen.pk}/").status_code == 200
    assert client.get(f"{LIST}{hidden.pk}/").status_code == 404
    assert client.post(f"{LIST}{hidden.pk}/again/").status_code == 404
    assert states(clinic) == ["pending", "failed", "failed"]
