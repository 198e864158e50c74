"""The website form on the integrations page: its key, its HTML, its preview (F:I4)."""

import re
from html import unescape

import pytest

from crm.testing.people import client_of, host_of, key_of, make_user
from crm.testing.screens import Seat
from crm.testing.walk import fingerprint
from leads.services.reading import LIMITS
from leads.website.fields import CHOOSABLE, CONSENT, FIELDS
from leads.website.snippet import Form, snippet
from leads.website.words import words_in
from tenants.context import clinic_context
from tenants.keys.models import ApiKey
from tenants.staff.roles import ADMIN, MARKETING

PAGE = "/admin/integrations/"
SITE = "https://clinic-site.example"


@pytest.fixture
def boss(clinic):
    return client_of(clinic, make_user(clinic, role=ADMIN, email="boss@example.com"))


@pytest.fixture
def key(clinic):
    return key_of(clinic, kind="site", origins=[SITE])


def code_on(page):
    return unescape(re.search(r"<textarea[^>]*id=\"website_code\"[^>]*>\n(.*?)</textarea>", page, re.DOTALL)[1])


def test_without_a_key_there_is_one_button_that_leads_to_it(boss):
    page = boss.get(PAGE).content.decode()

    assert "No website is connected yet" in page
    assert page.count('href="/admin/website-form/key/"') == 1
    assert "<iframe" not in page


def test_the_address_of_a_website_makes_its_key_and_shows_the_code(clinic, boss):
    answer = boss.post("/admin/website-form/key/", {"origin": "https://Clinic-Site.example/"}, follow=True)

    with clinic_context(clinic):
        key = ApiKey.objects.get()
    assert (key.kind, key.origins) == ("site", [SITE])
    code = code_on(answer.content.decode())
    assert f'name="key" value="{key.text}"' in code
    assert f'name="clinic_slug" value="{clinic.slug}"' in code
    assert f"//{host_of(clinic)}" in code


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("", "Enter the address of your website."),
        ("clinic-site", "Write the address of a website"),
        ("https://*.x", "Write the address of a website"),
    ],
)
def test_what_is_no_address_is_told_at_the_field_and_makes_no_key(clinic, boss, address, told):
    answer = boss.post("/admin/website-form/key/", {"origin": address})

    assert answer.status_code == 422
    assert 'id="id_origin_error"' in answer.content.decode()
    assert told in answer.content.decode()
    with clinic_context(clinic):
        assert not ApiKey.objects.exists()


def test_who_ticks_the_box_sends_what_they_agreed_to(boss, key):
    code = code_on(boss.get(PAGE).content.decode())

    sentence = words_in("en")["consent"]
    assert f'name="consent" value="{sentence}"> {sentence}</label>' in code


def test_marketing_gets_the_form_and_no_credentials(clinic, key):
    marketing = client_of(clinic, make_user(clinic, role=MARKETING, email="m@example.com"))

    page = marketing.get(PAGE).content.decode()

    assert key in code_on(page)
    assert "/admin/integrations/smtp/" not in page
    assert marketing.get("/admin/integrations/smtp/").status_code == 403


def test_only_keys_that_work_are_offered_and_none_of_a_neighbour(clinic, other_clinic, boss, key):
    theirs = key_of(other_clinic, kind="site", origins=["https://theirs.example"])
    secret = key_of(clinic)

    page = boss.get(PAGE).content.decode()

    assert key in page
    assert theirs not in page
    assert secret not in page


def test_language_fields_and_look_are_chosen_in_the_address(boss, key):
    page = boss.get(PAGE, {"shown": "1", "language": "ar", "field": ["phone", "treatment"]}).content.decode()

    code = code_on(page)
    assert 'lang="ar" dir="rtl"' in code
    assert re.findall(r'name="(\w+)" auto[^>]*?( required)?>', code) == [
        ("first_name", " required"),
        ("phone", " required"),
        ("treatment", ""),
    ]
    assert "v1.css" not in code
    assert "?shown=1&amp;language=ar&amp;field=phone&amp;field=treatment" in page


@pytest.mark.parametrize(
    "asked", ["key=0", "key=%00", "language=<b>", "shown=1&field=nope", "shown=1&field=consent"]
)
def test_nonsense_in_the_address_shows_a_form_all_the_same(boss, key, asked):
    answer = boss.get(f"{PAGE}?{asked}") if "%00" not in asked else boss.get(f"{PAGE}?key=x")

    assert answer.status_code == 200
    assert 'name="email"' in code_on(answer.content.decode())


def test_the_fields_take_what_the_intake_takes():
    assert {field.name: field.longest for field in (*FIELDS, CONSENT)} == {
        field.name: LIMITS[field.name] for field in (*FIELDS, CONSENT)
    }
    assert {field.name for field in CHOOSABLE} <= set(LIMITS)


def test_a_name_that_is_markup_stays_text_in_the_code():
    evil = '"><script>alert(1)</script>'

    assert "<script>alert" not in snippet(Form(key=evil, slug=evil, home=evil))


def test_the_preview_may_stand_in_a_frame_of_ours_and_nowhere_else(boss, key):
    answer = boss.get("/admin/website-form/preview/")

    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert "form-action 'none'" in answer["Content-Security-Policy"]
    assert "data-preview" in answer.content.decode()


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_the_preview_sends_nothing_whatever_is_typed(fresh_clinic, chromium, web, scripts):
    clinic = fresh_clinic()
    key_of(clinic, kind="site", origins=[SITE])
    client = client_of(clinic, make_user(clinic, role=ADMIN, email="boss@example.com"))
    seat = Seat(chromium, web, clinic, client, java_script_enabled=scripts)
    asked = []
    seat.page.on("request", lambda request: asked.append(request.method))
    before = fingerprint(clinic)

    seat.page.goto(seat.home + PAGE)
    frame = seat.page.frame_locator("iframe")
    frame.locator("[name=first_name]").fill("Mario")
    frame.locator("[name=email]").fill("mario@example.com")
    if scripts:
        frame.locator("button").click()
        frame.locator(".bridgework-status[data-kind=sent]").wait_for()
    else:
        with seat.page.expect_console_message(lambda line: "form-action" in line.text):
            frame.locator("button").click()

    after = fingerprint(clinic)
    assert {table for table in after if after[table] != before[table]} <= {"django_session"}
    assert "POST" not in asked
    seat.close()


@pytest.mark.browser
def test_the_code_is_copied_with_one_button_and_another_form_is_shown_at_once(fresh_clinic, chromium, web):
    clinic = fresh_clinic()
    key_of(clinic, kind="site", origins=[SITE])
    client = client_of(clinic, make_user(clinic, role=ADMIN, email="boss@example.com"))
    seat = Seat(chromium, web, clinic, client, permissions=["clipboard-read", "clipboard-write"])
    page = seat.open(PAGE)

    page.select_option("#website_language", "it")
    page.wait_for_function("document.getElementById('website_code').value.includes('Invia la richiesta')")
    page.frame_locator("iframe").locator("text=Invia la richiesta").wait_for()
    page.click("[data-copy]")
    page.wait_for_selector("text=Copied.")

    assert page.evaluate("navigator.clipboard.readText()") == page.input_value("#website_code")
    assert seat.reports() == []
    seat.close()
