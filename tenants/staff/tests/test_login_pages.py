"""What somebody sees before they are in: which clinic, what went wrong, and until when."""

import re

import pytest

from crm.testing.people import PASSWORD, client_of, make_user
from tenants.context import clinic_context
from tenants.staff.services.invitations import invitation_link, invite

LOGIN = "/admin/login/"


def try_to_log_in(client, password: str):
    return client.post(LOGIN, {"username": "agent@example.com", "password": password})


def assert_strict(answer) -> None:
    """No inline style or script is allowed, and none is there."""
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in re.sub(r"(script|style)-src[^;]*", "", policy)
    text = answer.content.decode()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", text)
    assert not [tag for tag in re.findall(r"<script[^>]*>", text) if "src=" not in tag]


def test_the_login_names_the_clinic_and_the_way_to_another(clinic):
    answer = client_of(clinic).get(LOGIN)

    assert answer.status_code == 200
    assert clinic.name in answer.content.decode()
    assert "Other clinic?" in answer.content.decode()
    assert_strict(answer)


@pytest.mark.parametrize(
    ("wish", "language", "button"),
    [
        ("it", "it", "Accedi"),
        ("de-AT,de;q=0.9", "de", "Anmelden"),
        ("tr", "tr", "Giriş yap"),
        ("sq", "sq", "Hyr"),
        ("ja, xx;q=0.9", "en", "Log in"),
        ("x" * 5000, "en", "Log in"),
    ],
)
def test_a_page_is_in_the_language_that_the_browser_asks_for(clinic, wish, language, button):
    page = client_of(clinic).get(LOGIN, headers={"Accept-Language": wish}).content.decode()

    assert f'<html lang="{language}"' in page
    assert button in page
    assert ("Good to see you" in page) is (language == "en")


def test_somebody_who_is_logged_in_reads_their_own_language(clinic):
    german = make_user(clinic, language="de", email="german@example.com")

    page = client_of(clinic, german).get("/admin/", headers={"Accept-Language": "it"}).content.decode()

    assert '<html lang="de"' in page
    assert "Heute" in page
    assert "Today" not in page


def test_one_language_never_stays_for_the_next_visitor(clinic):
    client_of(clinic).get(LOGIN, headers={"Accept-Language": "it"})

    assert '<html lang="en"' in client_of(clinic).get(LOGIN).content.decode()


def test_a_wrong_password_and_an_unknown_mail_are_told_the_same(clinic, agent):
    known = try_to_log_in(client_of(clinic), "wrong")
    unknown = client_of(clinic).post(LOGIN, {"username": "nobody@example.com", "password": "wrong"})

    for answer in (known, unknown):
        assert "That mail and password do not match." in answer.content.decode()
        assert answer.content.decode().count('role="alert"') == 1


def test_the_right_password_leads_to_work(clinic, agent):
    client = client_of(clinic)

    answer = client.post(LOGIN, {"username": "Agent@Example.com", "password": PASSWORD}, follow=True)

    assert answer.redirect_chain[-1][0].startswith("/admin/")
    assert "/admin/leads/lead/" in answer.content.decode()


def test_five_wrong_passwords_are_a_pause_that_says_until_when(clinic, agent):
    client = client_of(clinic)

    answers = [try_to_log_in(client, "wrong") for _ in range(5)]
    locked = try_to_log_in(client, PASSWORD)
    colleague = client.post(LOGIN, {"username": "other@example.com", "password": "wrong"})
    respelt = client.post(LOGIN, {"username": " AGENT@example.com", "password": PASSWORD})

    assert [answer.status_code for answer in answers[:4]] == [200] * 4
    assert (locked.status_code, respelt.status_code, colleague.status_code) == (429, 429, 200)
    assert re.search(r"until \d\d:\d\d UTC", locked.content.decode())
    assert int(locked["Retry-After"]) == 900
    assert_strict(locked)


def test_the_platforms_login_names_no_clinic(platform_client):
    page = platform_client.get(LOGIN).content.decode()

    assert "the platform" in page
    assert "The Admin of your clinic" not in page


def test_an_unknown_workspace_stays_on_the_page_and_says_so(platform_client, clinic):
    answer = platform_client.post("/", {"workspace": "nowhere"})
    found = platform_client.post("/", {"workspace": f" {clinic.slug.upper()} "})

    assert "No clinic has this name here." in answer.content.decode()
    assert_strict(answer)
    assert found["Location"].endswith(LOGIN)


@pytest.fixture
def invitation(clinic):
    with clinic_context(clinic):
        link = invitation_link(invite(email="new@example.com", role="Agent"))
    return "/" + link.split("/", 3)[3]


def test_an_invitation_asks_for_a_password_and_closes_after_it(clinic, invitation):
    client = client_of(clinic)

    form = client.get(invitation)
    short = client.post(invitation, {"password": "short", "again": "short"})
    done = client.post(invitation, {"password": PASSWORD, "again": PASSWORD})
    again = client.get(invitation)

    assert "new@example.com" in form.content.decode()
    assert short.status_code == 422
    assert "at least 12 characters" in short.content.decode()
    assert done.status_code == 302
    assert again.status_code == 404
    assert "This invitation is closed" in again.content.decode()
    for answer in (form, short, again):
        assert_strict(answer)


def test_staff_are_listed_for_an_admin_without_password_or_rights(clinic):
    admin = make_user(clinic, role="Admin", email="admin@example.com", full_name="Ana Hoxha")
    client = client_of(clinic, admin)

    listed = client.get("/admin/staff/user/")
    page = client.get(f"/admin/staff/user/{admin.pk}/change/")

    assert "Ana Hoxha" in listed.content.decode()
    for word in ("argon2", "md5", "superuser", "user_permissions"):
        assert word not in page.content.decode()
