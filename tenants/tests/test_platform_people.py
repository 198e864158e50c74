"""The platform's people are nobody in a clinic, and a clinic's are nobody on the platform (H:T16, T20)."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from crm.testing.people import PASSWORD, client_of, make_user
from crm.testing.walk import addresses, listening, walk, writes_in
from tenants.context import clinic_context
from tenants.models import Clinic
from tenants.staff.models import User
from tenants.staff.roles import ADMIN
from tenants.staff.services.platform import make_platform_admin

pytestmark = pytest.mark.any_postgres

ANONYMOUS = {"", "company/register", "reset/", "admin/login/", "admin/logout/", "api/v1/leads"}
LOGIN = "/admin/login/"


@pytest.fixture
def platform_admin(database):
    return make_platform_admin(email="platform@example.com", password=PASSWORD)


@pytest.fixture
def steps(canaries):
    """Every address of the platform, with the ids of a clinic row and of a clinic's patient."""
    return platform_calls([str(canaries[0].clinic.pk), str(canaries[0].row("leads.Lead").pk)])


def test_the_platforms_password_opens_no_clinic(clinic, platform_admin):
    client = client_of(clinic)

    answer = client.post(LOGIN, {"username": platform_admin.email, "password": PASSWORD})

    assert answer.status_code == 200
    assert client.get("/admin/")["Location"].startswith(LOGIN)


def test_the_platforms_session_is_none_in_a_clinic_even_with_a_colleague_of_the_same_number(clinic, platform_admin):
    with clinic_context(clinic):
        User.objects.create(pk=platform_admin.pk, email="same-number@example.com", is_superuser=True)
    browser = Client(HTTP_HOST="localhost")
    browser.post(LOGIN, {"username": platform_admin.email, "password": PASSWORD})
    assert browser.get("/admin/tenants/clinic/").status_code == 200

    answer = browser.get("/admin/", HTTP_HOST="clinic-a.localhost")

    assert answer["Location"].startswith(LOGIN)


def test_a_copy_of_the_platforms_session_in_a_clinics_table_is_none_either(clinic, platform_admin):
    browser = Client(HTTP_HOST="localhost")
    browser.post(LOGIN, {"username": platform_admin.email, "password": PASSWORD})
    stolen = SessionStore(browser.cookies["bw_session"].value).load()
    with clinic_context(clinic):
        User.objects.create(pk=platform_admin.pk, email=platform_admin.email, password=platform_admin.password)
        copy = SessionStore()
        copy.update(stolen)
        copy.save()
    browser.cookies["bw_session"] = copy.session_key

    assert browser.get("/admin/", HTTP_HOST="clinic-a.localhost")["Location"].startswith(LOGIN)


def test_the_admin_of_a_clinic_gets_the_login_or_404_on_every_page_of_the_platform(canaries, steps):
    here, _ = canaries
    cookies = client_of(here.clinic, make_user(here.clinic, role=ADMIN)).cookies
    client = Client(HTTP_HOST="localhost")
    client.cookies = cookies

    heard = walk(client, steps, body={"workspace": "x"})

    assert {one.call.address.route for one in heard if not one.denied} <= ANONYMOUS
    assert not [str(one) for one in heard if one.status >= 500]


def test_the_password_of_a_clinics_admin_opens_no_platform(clinic, platform_client):
    make_user(clinic, role=ADMIN, email="boss@example.com", is_superuser=True)

    answer = platform_client.post(LOGIN, {"username": "boss@example.com", "password": PASSWORD})

    assert answer.status_code == 200
    assert platform_client.get("/admin/")["Location"].startswith(LOGIN)


def test_somebody_of_the_platform_without_every_right_is_let_in_nowhere(database, platform_client):
    User.objects.create_user("clerk@example.com", PASSWORD)

    platform_client.post(LOGIN, {"username": "clerk@example.com", "password": PASSWORD})

    assert platform_client.get("/admin/").status_code == 403


def test_no_page_of_the_platform_shows_or_changes_what_is_a_clinics(
    canaries, steps, platform_admin, platform_client
):
    platform_client.force_login(platform_admin, backend="django.contrib.auth.backends.ModelBackend")
    written = [writes_in(canary.clinic) for canary in canaries]

    with listening() as lines:
        heard = walk(platform_client, steps, body={"action": "delete_selected", "workspace": "nowhere"})

    assert any(one.status == 200 and b"Clinic A" in one.text for one in heard)
    assert not [str(one) for one in heard if one.status >= 500]
    assert not [str(one) for one in heard for canary in canaries if canary.sings_in(one.text)]
    assert not [line for line in lines() for canary in canaries if canary.sings_in(str(line))]
    assert not [line for line in lines() if line.get("clinic")]
    assert [writes_in(canary.clinic) for canary in canaries] == written
    assert Clinic.objects.count() == len(canaries)


def test_the_palette_of_the_platform_finds_clinics_and_nobody_in_them(canaries, platform_admin, platform_client):
    platform_client.force_login(platform_admin, backend="django.contrib.auth.backends.ModelBackend")

    def found(term):
        return platform_client.get("/admin/search/", {"s": term, "extended": "1"}).content.decode()

    assert "Clinic A" in found("clinic a")
    assert "No results" in found("canary")


def platform_calls(ids):
    from crm.testing.walk import METHODS, Call

    numbers, uuids = ["987654321"], [ids[0]]
    known = {"object_id": ids, "content_type_id": ["1"], "app_label": ["tenants"], "url": ["no-such-page/"]}
    known |= {
        "clinic_id": uuids,
        "visit_id": uuids,
        "registration_id": uuids,
        "event_id": numbers,
        "operator_id": numbers,
    }
    return [
        Call(
            address,
            method,
            address.path({name: _turn(known.get(name, ["no-such"]), turn) for name in address.parameters}),
            False,
        )
        for address in addresses("crm.urls_platform")
        for turn in range(len(ids) if "object_id" in address.parameters else 1)
        for method in METHODS
    ]


def _turn(values, turn):
    return values[turn % len(values)]
