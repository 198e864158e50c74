"""Credentials go in and never come out (F:T15, T8, H:K1, K3)."""

import json

import pytest
from django.db import connection

from crm.testing.people import client_of, make_user
from crm.testing.walk import listening
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.settings.errors import Unreadable
from tenants.settings.models import Credential
from tenants.settings.services.credentials import store, use
from tenants.staff import roles

SECRET = "canary-secret-of-the-mail-server-9917"
VALUES = {
    "host": "smtp.example.com",
    "port": "587",
    "security": "starttls",
    "user": "reception",
    "password": SECRET,
    "sender": "reception@example.com",
}
PAGE = "/admin/integrations/smtp/"


@pytest.fixture
def boss(clinic):
    return client_of(clinic, make_user(clinic, role=roles.ADMIN, email="boss@example.com"))


def _everything_in_the_database() -> str:
    """Every row of every table of every schema, as the owner of a dump would read it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT schemaname, tablename FROM pg_tables WHERE schemaname !~ '^(pg_|information_)'")
        texts = []
        for schema, table in cursor.fetchall():
            cursor.execute(f'SELECT coalesce(string_agg(t::text, chr(10)), \'\') FROM "{schema}"."{table}" t')
            texts.append(cursor.fetchone()[0])
    return "\n".join(texts)


def test_what_was_stored_is_used_inside_the_clinic(clinic, boss):
    assert boss.post(PAGE, VALUES).status_code == 302

    with clinic_context(clinic):
        assert use("smtp") == VALUES


def test_a_secret_is_in_no_table_no_page_no_log_and_no_api(clinic, boss):
    with listening() as lines:
        boss.post(PAGE, VALUES)
        boss.post(PAGE, VALUES | {"port": "no number"})
        pages = [boss.get(path) for path in (PAGE, "/admin/integrations/", "/admin/audit/entry/", "/api/v1/trail")]

    assert {page.status_code for page in pages} == {200}
    assert not [page for page in pages if SECRET in page.content.decode()]
    assert SECRET not in json.dumps(lines())
    dumped = _everything_in_the_database()
    assert "smtp" in dumped
    assert SECRET not in dumped
    assert SECRET.encode().hex() not in dumped


def test_the_page_shows_the_last_four_signs_and_what_is_no_secret(boss):
    boss.post(PAGE, VALUES)

    page = boss.get(PAGE).content.decode()

    assert "•••• 9917" in page
    assert "smtp.example.com" in page


def test_of_a_short_secret_not_even_the_end_is_shown(boss):
    boss.post(PAGE, VALUES | {"password": "short-12345"})

    assert "2345" not in boss.get(PAGE).content.decode()


def test_a_secret_that_is_left_empty_stays_as_it_was(clinic, boss):
    boss.post(PAGE, VALUES)

    boss.post(PAGE, VALUES | {"password": "", "sender": "office@example.com"})

    with clinic_context(clinic):
        assert use("smtp") == VALUES | {"sender": "office@example.com"}


@pytest.mark.parametrize(
    ("field", "value"), [("host", "smtp.evil.example"), ("port", "465"), ("security", "tls"), ("user", "other")]
)
def test_a_stored_secret_never_follows_to_another_place(clinic, boss, field, value):
    boss.post(PAGE, VALUES)

    answer = boss.post(PAGE, VALUES | {"password": "", field: value})

    assert answer.status_code == 422
    assert "Type it again" in answer.content.decode()
    with clinic_context(clinic):
        assert use("smtp") == VALUES


def test_the_trail_says_where_credentials_lead_now(clinic, boss):
    boss.post(PAGE, VALUES)
    boss.post(PAGE, VALUES | {"host": "smtp.other.example"})

    with clinic_context(clinic):
        line = Entry.objects.saying("credential.moved").first()
    assert line.changes["host"] == ["smtp.example.com", "smtp.other.example"]
    assert SECRET not in str(line.changes)


def test_the_first_time_a_secret_is_needed(clinic, boss):
    answer = boss.post(PAGE, VALUES | {"password": ""})

    assert answer.status_code == 422
    with clinic_context(clinic):
        assert not Credential.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("port", "0"),
        ("port", "65536"),
        ("port", "٣٣"),
        ("port", "9" * 5000),
        ("security", "none"),
        ("sender", "nobody"),
        ("sender", "a@example.com\r\nBcc: b@example.com"),
        ("host", ""),
        ("host", "smtp.example.com\x00"),
        ("user", "u" * 5000),
    ],
)
def test_what_cannot_be_right_is_refused_by_field(clinic, boss, field, value):
    assert boss.post(PAGE, VALUES | {field: value}).status_code in {400, 422}

    with clinic_context(clinic):
        assert not Credential.objects.exists()


def test_ciphertext_of_another_clinic_is_refused_in_words(clinic, other_clinic, boss):
    with clinic_context(other_clinic):
        store("smtp", VALUES, by=None)
        sealed = bytes(Credential.objects.get().sealed)
    with clinic_context(clinic):
        Credential.objects.create(kind="smtp", sealed=sealed)

        with pytest.raises(Unreadable, match="Enter them again"):
            use("smtp")

    page = boss.get(PAGE)
    assert page.status_code == 200
    assert "reception" not in page.content.decode().replace("reception@example.com", "")
    answer = boss.post(f"{PAGE}test/", follow=True)
    assert "cannot be read any more" in answer.content.decode()


def test_removing_asks_first_and_forgets_for_good(clinic, boss):
    boss.post(PAGE, VALUES)

    assert "cannot be undone" in boss.get(f"{PAGE}remove/").content.decode()
    assert boss.post(f"{PAGE}remove/").status_code == 302

    with clinic_context(clinic):
        assert not Credential.objects.exists()
        assert Entry.objects.saying("credential.deleted").exists()


def test_the_trail_says_that_it_changed_and_not_to_what(clinic, boss):
    boss.post(PAGE, VALUES)
    boss.post(PAGE, VALUES | {"user": "office"})

    with clinic_context(clinic):
        line = Entry.objects.saying("credential.changed").get()
        assert line.changes == {"sealed": ["•••", "•••"]}


@pytest.mark.parametrize("role", [role for role in roles.ROLES if role != roles.ADMIN])
@pytest.mark.parametrize("path", [PAGE, f"{PAGE}remove/", f"{PAGE}test/"])
def test_only_the_admin_comes_near(clinic, role, path):
    client = client_of(clinic, make_user(clinic, role=role))

    assert client.get(path).status_code == 403
    assert client.post(path, VALUES).status_code == 403


def test_a_kind_that_nobody_registered_is_not_there(boss):
    assert boss.get("/admin/integrations/telex/").status_code == 404
    assert boss.post("/admin/integrations/telex/test/").status_code == 404
