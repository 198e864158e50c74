"""Hostile text in every field that exists is shown as text, on every page (H:X1, X3, X4)."""

import pytest

from comms.models import Conversation
from crm.testing.hostile import PAYLOADS, SCHEMES, believed, fill_with
from crm.testing.people import client_of, make_user
from crm.testing.screens import PUBLIC, Seat, screens
from crm.testing.walk import addresses, path_of
from leads.models import Lead, Treatment
from tenants.staff.models import User
from tenants.staff.roles import ADMIN

# Of the pages of rows every 47th is asked: each text is met, and each page by many, for neither divides the other.
SHARE = 47
TALKS = 16  # every so many conversations one is opened
SEQUENCES = 41  # of the pages of sequences every so many
OF_A_SEQUENCE = (
    "admin/sequences/<int:sequence_id>/",
    "admin/stages/<int:stage_id>/rules/",
    "admin/outbound/deliveries/<",
    "admin/meta-leads/<int:page_id>/",
    "admin/meta-leads/forms/<",
)
PAGES_OF_A_ROW = ("change/", "history/", "delete/", "object_id>/")


@pytest.fixture
def admin(clinic):
    return client_of(clinic, make_user(clinic, role=ADMIN, email="admin@example.com"))


def test_the_corpus_is_large_and_each_text_once():
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 300
    assert len(set(SCHEMES)) >= 20
    assert all("evil" in text for text in [*PAYLOADS, *SCHEMES])


@pytest.mark.parametrize(
    "page",
    [
        "<p><script>x</script>",
        "<img src=x onerror=alert()>",
        "<a href='java\tscript:alert()'>x</a>",
        "<p x-data=\"{a: 'evil'}\">",
        "<p>evil49evil",
        "<a href=//evil.example>x</a>",
        "<svg><a xlink:href=data:text/html,x>",
    ],
)
def test_the_reader_is_not_blind(page):
    assert believed(page)


def test_every_page_shows_hostile_rows_as_text(clinic, admin):
    rows = [fill_with(clinic, text) for text in PAYLOADS]
    plain = [(path, path) for path in screens(admin)]
    named = [
        (path_of(one, row), row.text)
        for row in rows
        for one in addresses("crm.urls_clinic")
        if set(one.parameters) == {"object_id"} and one.route.endswith(PAGES_OF_A_ROW) and one.model in row.rows
    ]
    talks = [(f"/admin/comms/inbox/{row.rows[Conversation].pk}/", row.text) for row in rows[::TALKS]]

    paths = [one for one in addresses("crm.urls_clinic") if one.route.startswith(OF_A_SEQUENCE)]
    opens = [one for one in paths if admin.get(path_of(one, rows[0])).status_code == 200]
    pairs = [(row, one) for row in rows for one in opens]
    sequences = [(path_of(one, row), row.text) for row, one in pairs[::SEQUENCES]]

    for path, text in [*plain, *named[::SHARE], *talks, *sequences]:
        answer = admin.get(path)

        assert answer.status_code < 500, (path, text)
        assert believed(answer.content) == [], (path, text)
    assert len(named) > len(PAYLOADS)
    assert len(named) // len(rows) % SHARE
    assert 8 < len(opens) < SEQUENCES


@pytest.mark.browser
def test_no_page_opens_a_dialog_or_asks_what_our_policy_refuses_whatever_its_rows_say(chromium, web, fresh_clinic):
    clinic = fresh_clinic()
    client = client_of(clinic, make_user(clinic, role=ADMIN, email="admin@example.com"))
    rows = [fill_with(clinic, text) for text in PAYLOADS[:: len(PAYLOADS) // 40]]
    pages = [f"/admin/leads/lead/{row.rows[Lead].pk}/change/" for row in rows[::2]]
    pages.append(f"/admin/leads/treatment/{rows[0].rows[Treatment].pk}/change/")
    pages += [f"/admin/comms/inbox/{row.rows[Conversation].pk}/" for row in rows[::4]]
    pages.append(f"/admin/staff/user/{rows[0].rows[User].pk}/change/")
    seat, guest = Seat(chromium, web, clinic, client), Seat(chromium, web, clinic)

    refused = {}
    for who, path in [*((seat, path) for path in [*screens(client), *pages]), *((guest, path) for path in PUBLIC)]:
        who.open(path)
        refused[path] = who.reports()
    dialogs = seat.dialogs + guest.dialogs
    seat.close()
    guest.close()

    assert dialogs == []
    assert {path: lines for path, lines in refused.items() if lines} == {}
