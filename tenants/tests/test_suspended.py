"""A suspended clinic: staff read, nobody changes anything, leads still arrive (H:T15, F:T21)."""

import pytest
from django.test.client import MULTIPART_CONTENT

from crm.lib.errors import Conflict
from crm.testing.people import PASSWORD, client_of, key_of, make_user, post_lead
from tenants.models import Clinic
from tenants.services.states import resume, suspend
from tenants.staff.roles import ADMIN

MARIO = {"first_name": "Mario", "email": "mario@example.com"}


@pytest.fixture
def suspended(clinic):
    suspend(clinic)
    return clinic


def test_staff_read_as_before(suspended):
    client = client_of(suspended, make_user(suspended, role=ADMIN))

    assert {client.get(path).status_code for path in ("/admin/leads/lead/", "/admin/staff/user/")} == {200}


@pytest.mark.parametrize("path", ["/admin/leads/lead/", "/admin/password_change/", "/admin/staff/user/add/", "/"])
def test_staff_who_change_something_are_told_why_not(suspended, path):
    client = client_of(suspended, make_user(suspended, role=ADMIN))

    answer = client.post(path)

    assert answer.status_code == 403
    assert "Nothing was saved." in answer.content.decode()


@pytest.mark.parametrize("path", ["/admin/notices/read/", "/api/v1/notices/read"])
def test_staff_still_put_their_notices_aside_by_either_door(suspended, path):
    client = client_of(suspended, make_user(suspended))

    answer = client.post(
        path, {"all": True}, content_type="application/json" if "api" in path else MULTIPART_CONTENT
    )

    assert answer.status_code in {200, 302, 303}


def test_staff_log_in_and_out(suspended):
    make_user(suspended)
    client = client_of(suspended)

    into = client.post("/admin/login/", {"username": "agent@example.com", "password": PASSWORD})
    out = client.post("/admin/logout/")

    assert (into.status_code, into["Location"]) == (302, "/admin/")
    assert out.status_code in {200, 302}
    assert client.get("/admin/")["Location"].startswith("/admin/login/")


def test_leads_arrive_on_both_hosts(suspended, platform_client):
    key = key_of(suspended)

    for client in (client_of(suspended), platform_client):
        assert post_lead(client, key, **MARIO).status_code in {200, 201}


def test_resumed_it_works_again(suspended):
    resume(suspended)

    client = client_of(suspended, make_user(suspended))
    assert client.post("/admin/leads/lead/").status_code != 403
    assert suspended.state == Clinic.State.ACTIVE


@pytest.mark.parametrize("state", [Clinic.State.PROVISIONING, Clinic.State.CLOSING])
@pytest.mark.parametrize("change", [suspend, resume])
def test_only_a_clinic_that_works_can_be_suspended_or_resumed(clinic, state, change):
    Clinic.objects.filter(pk=clinic.pk).update(state=state)
    clinic.state = state

    with pytest.raises(Conflict):
        change(clinic)
