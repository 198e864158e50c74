"""How long a session lasts, and how it is ended (H:N10, A12, F:T16)."""

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Permission
from django.utils import timezone

from crm.testing.people import PASSWORD, client_of, host_of, make_user
from tenants.context import clinic_context
from tenants.live.visitors import visitor_of
from tenants.settings.services.clinic import save_settings
from tenants.staff.models import User
from tenants.staff.roles import ADMIN
from tenants.staff.services.sessions import end_sessions

LOGIN, WORK, OWN = "/admin/login/", "/admin/leads/lead/", "/admin/sessions/"
NEW = "quite-another-long-password"


@pytest.fixture
def noon():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


def logged_in(clinic, email="agent@example.com"):
    client = client_of(clinic)
    client.post(LOGIN, {"username": email, "password": PASSWORD})
    assert client.get(WORK).status_code == 200
    return client


def works(client):
    return client.get(WORK).status_code == 200


def test_a_login_gets_a_new_key(clinic, agent):
    client = client_of(clinic)
    with clinic_context(clinic):
        planted = client.session
        planted["seed"] = 1
        planted.save()

    client.post(LOGIN, {"username": agent.email, "password": PASSWORD})

    assert client.cookies["bw_session"].value != planted.session_key
    assert works(client)


@pytest.mark.parametrize(("minutes", "still"), [(29, True), (31, False)])
def test_unused_for_half_an_hour_it_is_over(clinic, agent, noon, minutes, still):
    client = logged_in(clinic)

    noon.shift(timedelta(minutes=minutes))

    assert works(client) is still


def test_used_all_day_it_is_over_after_twelve_hours(clinic, agent, noon):
    client = logged_in(clinic)
    for _ in range(35):
        noon.shift(timedelta(minutes=20))
        assert works(client)

    noon.shift(timedelta(minutes=21))

    assert client.get(WORK)["Location"].startswith(LOGIN)


def test_what_pages_ask_by_themselves_keeps_nobody_logged_in(clinic, agent, noon):
    client = logged_in(clinic)
    for _ in range(2):
        noon.shift(timedelta(minutes=16))
        client.get("/api/v1/notices")

    assert not works(client)


def test_whoever_works_by_the_api_alone_stays(clinic, agent, noon):
    client = logged_in(clinic)

    for _ in range(3):
        noon.shift(timedelta(minutes=16))
        answer = client.post("/api/v1/notices/read", {"all": True}, content_type="application/json")

        assert answer.status_code == 200


@pytest.mark.parametrize("path", [WORK, "/api/v1/notices"])
def test_a_shorter_limit_holds_for_a_browser_that_lies_unused(clinic, agent, noon, path):
    with clinic_context(clinic):
        save_settings({"idle_minutes": 240})
    client = logged_in(clinic)

    noon.shift(timedelta(minutes=20))
    with clinic_context(clinic):
        save_settings({"idle_minutes": 5})
        heard = visitor_of(host_of(clinic), client.cookies["bw_session"].value)

    assert heard is None
    assert client.get(path).status_code in {302, 401}


def test_that_it_is_used_is_written_once_a_minute(clinic, agent, noon):
    client = logged_in(clinic)
    with clinic_context(clinic):
        began = UserSession.objects.get().last_seen_at

    noon.shift(timedelta(seconds=59))
    client.get(WORK)
    with clinic_context(clinic):
        soon = UserSession.objects.get().last_seen_at
    noon.shift(timedelta(seconds=2))
    client.get(WORK)

    with clinic_context(clinic):
        assert (soon, UserSession.objects.get().last_seen_at) == (began, began + timedelta(seconds=61))


def test_nobody_listens_with_a_session_that_is_over(clinic, agent, noon):
    client = logged_in(clinic)
    key = client.cookies["bw_session"].value
    assert visitor_of(host_of(clinic), key)

    noon.shift(timedelta(minutes=31))

    assert visitor_of(host_of(clinic), key) is None


def test_ended_sessions_are_over_at_the_next_request_and_colleagues_work_on(clinic, agent):
    make_user(clinic, email="colleague@example.com")
    first, second, colleague = logged_in(clinic), logged_in(clinic), logged_in(clinic, "colleague@example.com")

    with clinic_context(clinic):
        ended = end_sessions(agent)

    assert ended == 2
    assert (works(first), works(second), works(colleague)) == (False, False, True)


def test_a_changed_password_leaves_this_browser_in_and_no_other(clinic, agent):
    here, there = logged_in(clinic), logged_in(clinic)
    before = here.cookies["bw_session"].value
    typed = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}

    answer = here.post("/admin/password_change/", typed)

    assert answer.status_code == 302
    assert (works(here), works(there)) == (True, False)
    assert here.cookies["bw_session"].value != before


def test_one_sees_ones_browsers_and_ends_one_or_all_others(clinic, agent):
    here, phone, tablet = (logged_in(clinic) for _ in range(3))
    with clinic_context(clinic):
        row = UserSession.objects.get(session_key=phone.cookies["bw_session"].value)

    page = here.get(OWN)
    here.post(OWN, {"session": row.pk})
    one_ended = (works(phone), works(tablet))
    here.post(OWN, {"session": "others"})

    assert page.content.decode().count('name="session"') == 4
    assert "This browser" in page.content.decode()
    assert one_ended == (False, True)
    assert (works(here), works(tablet)) == (True, False)


@pytest.mark.parametrize("which", ["", "x", "-1", "9" * 30, "²"])
def test_what_is_no_session_ends_none(clinic, agent, which):
    here, there = logged_in(clinic), logged_in(clinic)

    assert here.post(OWN, {"session": which}).status_code == 302
    assert works(here)
    assert works(there)


def test_nobody_ends_a_colleagues_session_from_the_own_page(clinic, agent):
    colleague = make_user(clinic, email="colleague@example.com")
    theirs, mine = logged_in(clinic, colleague.email), logged_in(clinic)
    with clinic_context(clinic):
        row = UserSession.objects.get(user=colleague)

    mine.post(OWN, {"session": row.pk})

    assert works(theirs)


def test_whoever_may_end_sessions_ends_those_of_people_they_may_see(clinic, agent):
    colleague = make_user(clinic, email="colleague@example.com")
    with clinic_context(clinic):
        agent.user_permissions.set(Permission.objects.filter(content_type__app_label="usersessions"))
    theirs, mine = logged_in(clinic, colleague.email), logged_in(clinic)
    page = f"/admin/staff/user/{colleague.pk}/sessions/"

    heard = [mine.get(page).status_code, mine.post(page, {"session": "others"}).status_code]

    assert heard == [404, 404]
    assert works(theirs)


def test_an_admin_ends_a_colleagues_sessions_and_an_agent_may_not(clinic, agent):
    make_user(clinic, email="boss@example.com", role=ADMIN)
    boss, theirs = logged_in(clinic, "boss@example.com"), logged_in(clinic)
    page = f"/admin/staff/user/{agent.pk}/sessions/"

    refused = theirs.post(page, {"session": "others"})
    still = works(theirs)
    boss.post(page, {"session": "others"})

    assert (refused.status_code, still) == (403, True)
    assert (works(theirs), works(boss)) == (False, True)


def test_somebody_deactivated_is_out_at_the_next_request(clinic, agent):
    client = logged_in(clinic)

    with clinic_context(clinic):
        User.objects.filter(pk=agent.pk).update(is_active=False)

    assert not works(client)
