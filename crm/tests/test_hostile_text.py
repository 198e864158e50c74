"""Hostile text in every field that exists is shown as text, on every page (H:X1, X3, X4, L8, L9)."""

import pytest

from crm.testing.hostile import NESTED, PAYLOADS, SCHEMES, believed, fill_with
from crm.testing.people import client_of, key_of, make_user, post_lead
from crm.testing.screens import Seat, screens
from crm.testing.walk import addresses, path_of
from leads.models import Lead
from leads.services.reading import LIMITS
from leads.tests.factories import arrive, make_lead
from tenants.context import clinic_context
from tenants.staff.roles import ADMIN

# What a website may say of a person and its visit; the honeypot and the clinic's name are not shown.
FIELDS = [name for name in LIMITS if name not in {"clinic_slug", "company_website", "email", "phone"}]
SHARE = 5  # of the pages of combined texts every fifth is asked: no divisor of the number of pages of a row
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

    few = [one for one in named if one[1] in NESTED][::SHARE]
    all_of = [one for one in named if one[1] not in NESTED]
    for path, text in [*plain, *all_of, *few]:
        answer = admin.get(path)

        assert answer.status_code < 500, (path, text)
        assert believed(answer.content) == [], (path, text)
    assert len(named) > len(PAYLOADS)


def test_what_a_website_says_is_shown_as_text(clinic, admin, on_commit):
    key = key_of(clinic)
    with on_commit(execute=False):
        for number, text in enumerate(PAYLOADS):
            given = {field: text[: LIMITS[field]] for field in FIELDS}
            answer = post_lead(client_of(clinic), key, **given, email=f"lead{number}@example.com")
            assert answer.status_code in {201, 422}, text

    with clinic_context(clinic):
        leads = list(Lead.objects.values_list("pk", flat=True))
    for path in ["/admin/leads/lead/", *(f"/admin/leads/lead/{pk}/change/" for pk in leads)]:
        assert believed(admin.get(path).content) == [], path
    assert len(leads) > len(PAYLOADS) / 2


def test_an_address_of_another_scheme_is_never_a_link(clinic, admin):
    for scheme in SCHEMES:
        lead = make_lead(clinic)
        arrive(clinic, lead, landing_page_url=scheme, referrer_url=scheme)

        page = admin.get(f"/admin/leads/lead/{lead.pk}/change/").content

        assert believed(page) == [], scheme
        assert b"evil" in page, scheme


@pytest.mark.browser
def test_no_hostile_row_opens_a_dialog_or_asks_what_is_not_allowed(chromium, web, fresh_clinic):
    clinic = fresh_clinic()
    client = client_of(clinic, make_user(clinic, role=ADMIN, email="admin@example.com"))
    rows = [fill_with(clinic, text) for text in PAYLOADS]
    pages = [f"/admin/leads/lead/{row.rows[Lead].pk}/change/" for row in rows[:: len(rows) // 20]]
    seat = Seat(chromium, web, clinic, client)

    refused = {}
    for path in [*screens(client), *pages]:
        seat.open(path)
        refused[path] = seat.reports()
    dialogs = seat.dialogs
    seat.close()

    assert dialogs == []
    assert {path: lines for path, lines in refused.items() if lines} == {}
