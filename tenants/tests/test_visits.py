"""Breaking the glass: into a clinic with a reason and a time, seen by the clinic (H:T16)."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import IntegrityError, transaction

from crm.testing.people import client_of, make_user
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.models import Clinic, Visit
from tenants.notices.models import Notice
from tenants.services.platform_admins import close_access
from tenants.services.visits import running
from tenants.staff.models import User
from tenants.staff.roles import ADMIN, AGENT
from tenants.tasks import end_visits
from tenants.tests.visiting import NOON, REASON, inside, opened, operator_client, operator_user, path_of

pytestmark = pytest.mark.any_postgres

LOGIN = "/admin/login/"


def trail_of(clinic, verb):
    with clinic_context(clinic):
        return list(Entry.objects.filter(additional_data__verb=verb))


def test_without_a_visit_the_platform_is_nobody_in_a_clinic(clinic, operator):
    client = operator_client(operator)
    assert client.get("/admin/").status_code == 200

    answer = client.get("/admin/leads/lead/", HTTP_HOST="clinic-a.localhost")

    assert answer["Location"].startswith(LOGIN)


def test_the_clinics_own_trail_has_the_visit_with_its_reason_and_the_neighbours_has_not(
    visit, clinic, other_clinic
):
    with clinic_context(clinic):
        User.objects.create_user("same-number@example.com")

    inside(visit)

    [line] = trail_of(clinic, "visit.opened")
    assert REASON in line.note
    assert "platform@example.com" in line.note
    assert line.actor is None
    assert len(trail_of(clinic, "visit.entered")) == 1
    assert not trail_of(other_clinic, "visit.opened")
    assert Entry.objects.filter(additional_data__verb="visit.opened").count() == 1


def test_each_admin_is_told_who_comes_and_why_and_nobody_else(at_noon, clinic, other_clinic, operator):
    boss = make_user(clinic, role=ADMIN, email="boss@example.com")
    make_user(clinic, role=AGENT)
    make_user(other_clinic, role=ADMIN)

    opened(clinic, operator, now=NOON)

    with clinic_context(clinic):
        [notice] = Notice.objects.all()
        assert (notice.user, notice.about["reason"], notice.about["minutes"]) == (boss, REASON, "15")
    with clinic_context(other_clinic):
        assert not Notice.objects.exists()


@pytest.mark.parametrize("minutes", [15, 30, 60])
def test_the_visit_ends_to_the_second(at_noon, clinic, operator, minutes):
    client = inside(opened(clinic, operator, now=NOON, minutes=minutes))
    for _ in range(minutes // 15 - 1):  # nobody is idle meanwhile
        at_noon.shift(15 * 60)
        client.get("/admin/")
    at_noon.shift(15 * 60 - 1)
    last = client.get("/admin/").status_code
    at_noon.shift(1)

    assert last == 200
    assert client.get("/admin/")["Location"].startswith(LOGIN)


def test_nothing_longer_than_an_hour_is_stored(at_noon, clinic, operator):
    visit = opened(clinic, operator, now=NOON, minutes=60)

    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(ends_at=NOON + timedelta(minutes=60, seconds=1))


def test_ended_on_the_platform_the_next_request_is_out(visit, clinic, operator):
    client = inside(visit)

    operator_client(operator).post(f"/admin/tenants/visit/{visit.pk}/end/")

    assert client.get("/admin/")["Location"].startswith(LOGIN)
    with clinic_context(clinic):
        assert not User.objects.get(is_visitor=True).is_active
    assert len(trail_of(clinic, "visit.ended")) == 1


def test_an_admin_of_the_clinic_shows_the_visitor_out(visit, clinic):
    client = inside(visit)
    boss = client_of(clinic, make_user(clinic, role=ADMIN, email="boss@example.com", full_name="Ana Boss"))
    seen = boss.get("/admin/visits/").content.decode()

    answer = boss.post(f"/admin/visits/{visit.pk}/end/")

    assert REASON in seen
    assert answer.status_code == 302
    assert client.get("/admin/")["Location"].startswith(LOGIN)
    visit.refresh_from_db()
    assert visit.ended_by == "Ana Boss"


def test_an_admin_sees_and_ends_no_visit_to_another_clinic(visit, clinic, other_clinic):
    client = inside(visit)
    boss = client_of(other_clinic, make_user(other_clinic, role=ADMIN, email="boss@example.com"))

    assert REASON not in boss.get("/admin/visits/").content.decode()
    assert boss.post(f"/admin/visits/{visit.pk}/end/").status_code == 404
    assert client.get("/admin/").status_code == 200


def test_an_agent_neither_sees_nor_ends_visits(visit, clinic):
    client = client_of(clinic, make_user(clinic, role=AGENT))

    assert client.get("/admin/visits/").status_code == 403
    assert client.post(f"/admin/visits/{visit.pk}/end/").status_code == 403


def test_logging_out_ends_the_visit(visit, clinic):
    client = inside(visit)

    client.post("/admin/logout/")

    visit.refresh_from_db()
    assert visit.ended_at == NOON
    assert client_of(clinic).post(path_of(visit)).status_code == 404


def test_a_visit_that_ran_out_is_written_down_in_the_clinic_without_anybody_asking(visit, clinic, at_noon):
    inside(visit)
    at_noon.shift(15 * 60)

    assert (end_visits(), end_visits()) == (1, 0)

    visit.refresh_from_db()
    assert (visit.ended_at, visit.ended_by) == (visit.ends_at, "")
    assert len(trail_of(clinic, "visit.ended")) == 1


def test_every_page_of_a_visit_says_so_and_no_other_does(visit, clinic):
    client = inside(visit)
    staff = client_of(clinic, make_user(clinic, role=ADMIN))

    for path in ("/admin/", "/admin/leads/lead/"):
        assert "You visit Clinic A for the platform" in client.get(path).content.decode()
        assert "for the platform" not in staff.get(path).content.decode()


def test_what_the_visitor_does_stands_under_that_name(at_noon, clinic, operator):
    visit = opened(clinic, operator, now=NOON, role=Visit.Role.ADMIN)
    inside(visit)

    with clinic_context(clinic):
        visitor = User.objects.get(is_visitor=True)
        assert visitor.role == ADMIN
    assert str(visitor) == "Bridgework support: platform@example.com"
    assert visitor.email.startswith("visitor-")
    assert not visitor.has_usable_password()
    assert not visitor.is_superuser


def test_a_paused_clinic_is_visited_too_and_only_looked_at(at_noon, clinic, operator):
    Clinic.objects.filter(pk=clinic.pk).update(state=Clinic.State.SUSPENDED)
    client = inside(opened(clinic, operator, now=NOON, role=Visit.Role.ADMIN))

    assert client.get("/admin/leads/lead/").status_code == 200
    assert client.post("/admin/leads/lead/").status_code == 403


@pytest.mark.parametrize("state", [Clinic.State.PROVISIONING, Clinic.State.CLOSING])
def test_a_clinic_that_answers_nobody_is_not_visited(at_noon, clinic, operator, state):
    Clinic.objects.filter(pk=clinic.pk).update(state=state)

    answer = operator_client(operator).post(
        f"/admin/tenants/clinic/{clinic.pk}/visit/", {"reason": REASON, "role": "Read-only", "minutes": "15"}
    )

    assert answer.status_code == 409
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": ""},
        {"reason": "too short"},
        {"reason": "x" * 501},
        {"reason": "a \x07 bell and more"},
        {"role": "Manager"},
        {"role": ""},
        {"minutes": "61"},
        {"minutes": "0"},
        {"minutes": "-15"},
        {"minutes": "many"},
    ],
)
def test_a_visit_without_reason_role_or_end_is_refused(at_noon, clinic, operator, wrong):
    form = {"reason": REASON, "role": "Read-only", "minutes": "15", **wrong}

    answer = operator_client(operator).post(f"/admin/tenants/clinic/{clinic.pk}/visit/", form)

    assert answer.status_code == 422
    assert not Visit.objects.exists()


def test_opening_shows_the_door_to_whoever_opened_it_and_to_nobody_else(at_noon, clinic, operator):
    mine, colleague = operator_client(operator), operator_client(operator_user("colleague@example.com"))
    form = {"reason": REASON, "role": "Read-only", "minutes": "15"}

    answer = mine.post(f"/admin/tenants/clinic/{clinic.pk}/visit/", form)

    page = answer["Location"]
    [visit] = Visit.objects.all()
    link = "http://clinic-a.localhost:8000" + urlsplit(path_of(visit)).path[:12]
    assert link in mine.get(page).content.decode()
    assert "/visit/" not in colleague.get(page).content.decode().replace("/tenants/visit/", "")


def test_the_session_of_a_visit_is_worth_nothing_for_a_colleagues_account(visit, clinic):
    """A visitor's account without its visit is nobody: whoever finds another way to log it in gets nothing."""
    inside(visit)
    with clinic_context(clinic):
        visitor = User.objects.get(is_visitor=True)

    other_way = client_of(clinic, visitor)

    assert other_way.get("/admin/")["Location"].startswith(LOGIN)


def test_whose_access_to_the_platform_is_closed_is_out_of_every_clinic_at_once(at_noon, clinic, operator):
    browser = inside(opened(clinic, operator, now=NOON))
    waiting = opened(clinic, operator, now=NOON)
    assert browser.get("/admin/").status_code == 200

    close_access(operator, by=operator_user("colleague@example.com"))

    assert browser.get("/admin/")["Location"].startswith(LOGIN)
    assert client_of(clinic).post(path_of(waiting)).status_code == 404


def test_a_visit_is_running_for_its_own_clinic_and_account_alone(at_noon, clinic, other_clinic, operator):
    visit = opened(clinic, operator, now=NOON)
    inside(visit)
    visit.refresh_from_db()

    with clinic_context(clinic):
        assert running(visit.pk, visitor_pk=visit.visitor_pk, now=NOON)
        assert running(visit.pk, visitor_pk=visit.visitor_pk + 1, now=NOON) is None
    with clinic_context(other_clinic):
        assert running(visit.pk, visitor_pk=visit.visitor_pk, now=NOON) is None
