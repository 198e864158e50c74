"""POST /forms/lead: what a browser without JavaScript sends, and the pages it is answered (F:I4, T24, H:L1, L8)."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from crm.testing.people import client_of, key_of
from leads.models import LeadPayload
from leads.website.tests.plain import PAGE, TYPE, stored
from leads.website.words import words_in
from tenants.context import clinic_context
from tenants.keys.models import ApiKey
from tenants.keys.services.check import forget_keys
from tenants.keys.services.revoke import revoke_key
from tenants.settings.models import ClinicSettings

CONSENT = words_in("it")["consent"]


def test_a_form_without_javascript_makes_a_lead_and_says_thank_you(clinic, send):
    answer = send()

    payloads, leads = stored(clinic)
    assert answer.status_code == 201
    assert words_in("it")["sent"] in answer.content.decode()
    assert [lead.full_name for lead in leads] == ["Mario Rossi"]
    assert payloads[0].content_type == TYPE
    assert b'"first_name": "Mario"' in bytes(payloads[0].body)
    assert b"bw_site" not in bytes(payloads[0].body)


def test_it_works_on_the_platforms_host_and_writes_into_the_clinic_of_the_key(clinic, other_clinic, send):
    answer = send(client=Client(HTTP_HOST="localhost"))

    assert answer.status_code == 201
    assert len(stored(clinic)[1]) == 1
    assert stored(other_clinic) == ([], [])


def test_another_clinics_host_refuses_it(clinic, other_clinic, send):
    answer = send(client=client_of(other_clinic))

    assert answer.status_code == 403
    assert stored(clinic) == stored(other_clinic) == ([], [])


@pytest.mark.parametrize(
    ("origin", "referer", "status"),
    [
        (PAGE, "", 201),
        (None, f"{PAGE}/implants?x=1", 201),
        ("null", f"{PAGE}/", 201),
        ("https://foreign.example", "", 403),
        ("https://foreign.example", f"{PAGE}/", 403),
        (None, "https://foreign.example/", 403),
        ("null", "https://foreign.example/", 403),
        (None, "http://[", 403),
        ("null", "null", 403),
        (f"{PAGE}.foreign.example", "", 403),
        ("http://clinic-a.localhost", "", 403),
    ],
)
def test_only_a_page_of_the_key_may_send_it(clinic, send, origin, referer, status):
    answer = send(origin=origin, referer=referer)

    assert answer.status_code == status
    assert len(stored(clinic)[0]) == (status == 201)


def test_a_secret_key_stands_in_no_page(clinic, send):
    answer = send(key=key_of(clinic))

    assert answer.status_code == 403
    assert stored(clinic) == ([], [])


@pytest.mark.parametrize("text", ["", "nonsense", "bw_site_" + "a" * 12 + "_" + "b" * 40])
def test_without_a_known_key_it_is_refused_with_a_page(send, text):
    answer = send(key=text)

    assert answer.status_code == 401
    assert words_in("it")["closed"] in answer.content.decode()


def test_a_revoked_key_is_refused(clinic, send, key):
    with clinic_context(clinic):
        revoke_key(ApiKey.objects.get(text=key), now=timezone.now())
    forget_keys()

    assert send().status_code == 403


def test_what_is_missing_is_asked_again_with_what_was_typed(clinic, send):
    answer = send(email="", message="Two\nlines & <more>", utm_source="google")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Mario"' in page
    assert "Two\nlines &amp; &lt;more&gt;</textarea>" in page
    assert '<input type="hidden" name="utm_source" value="google">' in page
    assert words_in("it")["contact"].replace("'", "&#x27;") in page
    assert re.search(r'name="email"[^>]* aria-invalid="true" aria-describedby="email_error"[^>]* autofocus>', page)
    assert page.count("autofocus") == 1


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("", f'value="{CONSENT}"><span dir="auto">{CONSENT}<'),
        ("yes", f'value="yes" checked><span dir="auto">{CONSENT}<'),
        ("Write to me.", 'value="Write to me." checked><span dir="auto">Write to me.<'),
    ],
)
def test_the_box_for_consent_is_asked_again_as_it_was(send, sent, shown):
    page = send(email="", consent=sent).content.decode()

    assert shown in page
    assert page.count('name="consent"') == 1


def test_the_way_back_leads_to_pages_of_the_key_alone(send):
    answers = [
        send(email="", referer=f"{PAGE}/implants"),
        send(origin="https://foreign.example", referer="https://foreign.example/"),
        send(origin="https://foreign.example", referer=f"{PAGE}/implants"),
        send(key="nonsense", referer=f"{PAGE}/implants"),
    ]

    found = [re.findall(r'<a class="bw-button" href="([^"]+)"', answer.content.decode()) for answer in answers]
    assert [answer.status_code for answer in answers] == [422, 403, 403, 401]
    assert found == [[f"{PAGE}/implants"], [], [f"{PAGE}/implants"], []]


def test_the_form_that_was_shown_again_can_be_sent_from_our_own_page(clinic, send):
    again = re.search(r'name="again" value="([^"]+)"', send(email="").content.decode())[1]

    answer = send(origin="http://clinic-a.localhost", again=again)

    assert answer.status_code == 201
    assert len(stored(clinic)[1]) == 1


def test_where_it_began_counts_on_our_own_page_and_for_its_key_only(clinic, other_clinic, send):
    again = re.search(r'name="again" value="([^"]+)"', send(email="").content.decode())[1]
    other_key = key_of(clinic, kind="site", origins=["https://another.example"])
    theirs = key_of(other_clinic, kind="site", origins=[PAGE])

    refused = [
        send(origin="https://foreign.example", again=again),
        send(origin="http://clinic-a.localhost", again=again + "x"),
        send(origin="http://clinic-a.localhost", again="x"),
        send(origin="http://clinic-a.localhost", again=again, key=other_key),
        send(origin="http://clinic-b.localhost", again=again, key=theirs, client=client_of(other_clinic)),
    ]

    assert [answer.status_code for answer in refused] == [403] * 5
    assert stored(clinic)[1] == stored(other_clinic)[1] == []


def test_a_robot_that_fills_the_trap_is_thanked_and_makes_no_lead(clinic, send):
    honest, robot = send(), send(company_website="http://spam.example", email="r@example.com")

    payloads, leads = stored(clinic)
    assert (robot.status_code, robot.content) == (honest.status_code, honest.content)
    assert len(leads) == 1
    assert payloads[1].held_for == LeadPayload.HeldFor.TRAP


def test_where_a_check_is_asked_for_it_waits_in_triage_for_it_could_make_none(clinic, send):
    with clinic_context(clinic):
        ClinicSettings.objects.update(captcha="altcha")

    answer = send()

    payloads, leads = stored(clinic)
    assert answer.status_code == 201
    assert leads == []
    assert payloads[0].held_for == LeadPayload.HeldFor.UNCHECKED


def test_known_and_unknown_people_get_the_same_page(send):
    first, again, other = send(), send(phone="+39 333 111 2222"), send(email="else@example.com", first_name="Ada")

    assert first.content == again.content == other.content


@pytest.mark.parametrize(
    ("next_", "leads_to"),
    [
        (f"{PAGE}/thank-you?x=1", f"{PAGE}/thank-you?x=1"),
        ("https://foreign.example/", None),
        ("//foreign.example/", None),
        ("javascript:alert(1)", None),
        (f"{PAGE}@foreign.example/", None),
        (f"{PAGE}\\@foreign.example/", None),
        ("https://clinic-site.example.foreign.example", None),
        ("/admin/", None),
        (f"{PAGE}/\r\nSet-Cookie: x=1", None),
        (f"{PAGE}/" + "a" * 30_000, None),
        (f"{PAGE}/" + "é" * 1_900, f"{PAGE}/" + "%C3%A9" * 1_900),
        ("http://[::1", None),
    ],
)
def test_a_visitor_is_led_on_to_pages_of_the_key_only(send, next_, leads_to):
    answer = send(next=next_)

    assert answer.get("Location") == leads_to
    assert answer.status_code == (303 if leads_to else 201)
    assert "foreign" not in answer.content.decode()


def test_the_way_back_is_the_page_that_it_came_from(send):
    page = send(referer=f"{PAGE}/implants").content.decode()
    foreign = send(referer="https://foreign.example/x").content.decode()

    assert f'href="{PAGE}/implants"' in page
    assert f'href="{PAGE}"' in foreign
    assert "foreign" not in foreign


@pytest.mark.parametrize(
    ("language", "accept", "lang", "direction"),
    [("ar", "de", "ar", "rtl"), ("", "de-CH", "de", "ltr"), ("xx", "", "en", "ltr"), ("<b>", "sq", "sq", "ltr")],
)
def test_the_page_is_in_the_visitors_language(send, language, accept, lang, direction):
    answer = send(language=language, accept=accept)

    assert f'<html lang="{lang}" dir="{direction}"' in answer.content.decode()
    assert answer["Content-Language"] == lang
    assert words_in(lang)["thanks"] in answer.content.decode()


def test_its_pages_have_no_script_and_a_policy_that_allows_none(send):
    for answer in (send(), send(email=""), send(key="")):
        assert "<script" not in answer.content.decode()
        assert "script-src 'none'" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Frame-Options"] == "DENY"
