"""Logging in by host, the same mail in two clinics, and the pause after five wrong passwords (H:N1, N2, F:T3)."""

import pytest
from django.test import Client

from crm.testing.people import PASSWORD, client_of, host_of, make_user
from tenants.context import clinic_context
from tenants.staff.models import User

LOGIN = "/admin/login/"
THEIRS = "the-other-clinics-password"


@pytest.fixture
def namesakes(clinic, other_clinic):
    """One mail, two people, two passwords."""
    make_user(clinic)
    with clinic_context(other_clinic):
        User.objects.create_user("agent@example.com", THEIRS)


def log_in(client, password=PASSWORD, email="agent@example.com", **extra):
    return client.post(LOGIN, {"username": email, "password": password}, **extra)


def test_each_clinic_knows_its_own_password_of_a_mail(clinic, other_clinic, namesakes):
    answers = {
        (one.slug, password): log_in(client_of(one), password).status_code
        for one in (clinic, other_clinic)
        for password in (PASSWORD, THEIRS)
    }

    assert answers == {
        ("clinic-a", PASSWORD): 302,
        ("clinic-a", THEIRS): 200,
        ("clinic-b", PASSWORD): 200,
        ("clinic-b", THEIRS): 302,
    }


def test_the_name_of_a_workspace_leads_to_its_login(clinic, platform_client):
    make_user(clinic)

    to = platform_client.post("/", {"workspace": f" {clinic.slug.upper()} "})["Location"]

    assert to == f"http://{host_of(clinic)}:8000{LOGIN}"
    assert log_in(Client(HTTP_HOST=host_of(clinic))).status_code == 302


@pytest.mark.parametrize("name", ["nowhere", "", "clinic-a.localhost", "' OR 1=1", "x" * 60])
def test_a_workspace_that_is_none_leads_nowhere(clinic, platform_client, name):
    assert platform_client.post("/", {"workspace": name}).status_code == 200


def test_a_closing_clinic_is_no_workspace_any_more(clinic, platform_client):
    type(clinic).objects.filter(pk=clinic.pk).update(state="closing")

    assert platform_client.post("/", {"workspace": clinic.slug}).status_code == 200


def test_after_five_wrong_passwords_the_right_one_waits_and_a_colleague_does_not(clinic, agent):
    make_user(clinic, email="colleague@example.com")
    client = client_of(clinic)
    for _ in range(5):
        log_in(client, "wrong")

    locked = log_in(client)
    colleague = log_in(client_of(clinic), email="colleague@example.com")

    assert (locked.status_code, locked["Retry-After"]) == (429, "900")
    assert colleague.status_code == 302


def test_the_lock_is_for_that_address_and_that_clinic(clinic, other_clinic, namesakes):
    client = client_of(clinic)
    for _ in range(6):
        log_in(client, "wrong")

    assert log_in(client_of(clinic), REMOTE_ADDR="192.0.2.7").status_code == 302
    assert log_in(client_of(other_clinic), THEIRS).status_code == 302


def test_a_header_that_a_stranger_writes_is_no_other_address(clinic, agent):
    client = client_of(clinic)
    answers = [log_in(client, "wrong", HTTP_X_FORWARDED_FOR=f"192.0.2.{n}").status_code for n in range(6)]

    assert answers[-1] == 429


def test_a_login_in_between_forgives_the_wrong_ones(clinic, agent):
    client = client_of(clinic)

    for password in ["wrong"] * 4 + [PASSWORD] + ["wrong"] * 4:
        log_in(client_of(clinic), password)

    assert log_in(client).status_code == 302


def test_somebody_who_left_cannot_log_in(clinic, agent):
    with clinic_context(clinic):
        User.objects.update(is_active=False)

    assert log_in(client_of(clinic)).status_code == 200


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"])
def test_a_login_leads_nowhere_but_into_the_clinic(clinic, agent, onward):
    answer = client_of(clinic).post(
        f"{LOGIN}?next={onward}", {"username": "agent@example.com", "password": PASSWORD, "next": onward}
    )

    assert answer["Location"] == "/admin/"
