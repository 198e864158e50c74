"""What a website says of a person, and their browser of itself, is text on every page (H:L8, L9)."""

import pytest

from crm.testing.hostile import NESTED, PAYLOADS, SCHEMES, believed, browser_says, website_says
from crm.testing.people import client_of, host_of, key_of, make_user
from crm.testing.screens import Seat
from leads.models import Lead, LeadPayload
from leads.tests.factories import arrive, make_lead
from tenants.context import clinic_context
from tenants.staff.roles import ADMIN

HUNDRED = PAYLOADS[:100]
SHARE = 11  # of the texts that are combined of others every eleventh is sent
TEXTS = [text for text in PAYLOADS if text not in NESTED] + NESTED[::SHARE]
SHOWN_AT_ONCE = 50  # arrivals on the page of a lead
LISTS = ["/admin/leads/lead/", "/admin/leads/leadpayload/", "/admin/triage/", "/admin/trail/"]


@pytest.fixture
def admin(clinic):
    return client_of(clinic, make_user(clinic, role=ADMIN, email="admin@example.com"))


def pages_about(payload):
    lead = [f"/admin/leads/lead/{payload.lead_id}/change/"] if payload.lead_id else []
    return [*lead, f"/admin/leads/leadpayload/{payload.pk}/change/"]


def test_what_a_website_says_is_shown_as_text(clinic, admin, on_commit):
    client, key = client_of(clinic), key_of(clinic)
    with on_commit(execute=False):
        for number, text in enumerate(TEXTS):
            person = {
                "first_name": text[:120],
                "last_name": text[:120],
                "name": "",
                "email": f"{number}@example.com",
            }
            said = {"content_type": "application/json", "headers": {"X-API-Key": key} | browser_says(text)}
            answer = client.post("/api/v1/leads", website_says(text) | person, **said)
            assert answer.status_code in {201, 422}, text
    with clinic_context(clinic):
        payloads = list(LeadPayload.objects.order_by("pk").defer("body"))

    pages = [pages_about(payload) for payload in payloads]
    one_of_each = [of_one[number % len(of_one)] for number, of_one in enumerate(pages)]
    for path in [*LISTS, *one_of_each]:
        assert believed(admin.get(path).content) == [], path
    assert len([one for one in payloads if one.lead_id]) > len(TEXTS) / 2


def test_an_address_of_another_scheme_is_never_a_link(clinic, admin):
    for scheme in SCHEMES:
        lead = make_lead(clinic)
        visit = {"landing_page_url": scheme, "referrer_url": scheme}
        payload = arrive(clinic, lead, **visit, first_touch=visit | {"utm_source": "elsewhere"})

        for path in [f"/admin/leads/lead/{lead.pk}/change/", f"/admin/leads/leadpayload/{payload.pk}/change/"]:
            page = admin.get(path).content

            assert believed(page) == [], (path, scheme)
            assert b"evil" in page, (path, scheme)


@pytest.mark.browser
def test_a_browser_shows_a_hundred_hostile_forms_as_text(chromium, door):
    web, clinic, key = door
    client = client_of(clinic, make_user(clinic, role=ADMIN, email="admin@example.com"))

    def sent(text, **person):
        raw = {name: value.encode("latin-1") for name, value in browser_says(text).items()}
        body, headers = website_says(text) | person, {"X-API-Key": key.encode()} | raw
        answer = web.request("POST", "/api/v1/leads", host=host_of(clinic), json=body, headers=headers)
        assert answer.status_code in {200, 201}, (text, answer.text)

    for number, text in enumerate(HUNDRED):
        mail = f"mario{number // SHOWN_AT_ONCE}@example.com"
        sent(text, first_name="Mario", last_name="Rossi", email=mail)
        sent(text, first_name=text[:120], last_name="", email=mail)
    with clinic_context(clinic):
        known = list(Lead.objects.filter(last_name="Rossi").values_list("pk", flat=True))
        some = list(LeadPayload.objects.order_by("pk")[::20])
    pages = [
        *LISTS,
        *(f"/admin/leads/lead/{pk}/change/" for pk in known),
        *(page for payload in some for page in pages_about(payload)[-1:]),
    ]
    seat = Seat(chromium, web, clinic, client)

    refused = {}
    for path in pages:
        seat.open(path)
        refused[path] = seat.reports()
    dialogs = seat.dialogs
    seat.close()

    assert len(known) == 2
    assert dialogs == []
    assert {path: lines for path, lines in refused.items() if lines} == {}
