"""The script in a real browser, on a page of another origin under a strict policy (F:I4, I5, T24)."""

import pytest

from crm.testing.people import host_of
from leads.models import Lead, LeadPayload, UsedChallenge
from leads.website.words import words_in
from tenants.context import clinic_context
from tenants.settings.models import ClinicSettings

pytestmark = pytest.mark.browser

MARIO = {"first_name": "Mario", "last_name": "Rossi", "email": "mario@example.com"}
BLOCKED = """for (const store of ["localStorage", "sessionStorage"])
    Object.defineProperty(window, store, { get() { throw new DOMException("blocked", "SecurityError"); } });"""


def agreed(website):
    """A page whose visitor said yes to being remembered."""
    return website.html().replace("data-bridgework ", 'data-bridgework data-consent="yes" ')


def leads_of(website):
    with clinic_context(website.clinic):
        return [lead.full_name for lead in Lead.objects.order_by("pk")]


def payloads_of(website):
    with clinic_context(website.clinic):
        return list(LeadPayload.objects.order_by("pk"))


def test_a_form_is_sent_and_the_page_is_told_and_nothing_offends_its_policy(website, patient):
    mario = patient()
    page = mario.open(website.html(lang="en"), "/?utm_source=google&gclid=Abc-1&other=x")
    page.evaluate("document.addEventListener('bridgework:sent', (event) => (window.heard = event.detail))")
    mario.fill(**MARIO, message="Two\nlines")
    mario.send()

    assert mario.told("sent") == words_in("en")["sent"]
    (payload,) = payloads_of(website)
    assert leads_of(website) == ["Mario Rossi"]
    assert payload.fields["utm_source"] == "google"
    assert payload.fields["gclid"] == "Abc-1"
    assert payload.fields["landing_page_url"].startswith(website.origin + "/?utm_source=google")
    assert payload.fields["message"] == "Two\nlines"
    assert payload.idempotency_key
    assert page.evaluate("window.heard") == {"lead_id": payload.submission}
    assert page.input_value("[name=first_name]") == ""
    assert page.evaluate("window.reports") == mario.troubles == []


@pytest.mark.parametrize(
    ("lang", "locale", "spoken"),
    [("it", "en-GB", "it"), ("", "ar-EG", "ar"), ("zu", "pl-PL", "pl"), ("", "zu-ZA", "en"), ("de-AT", "fr", "de")],
)
def test_it_speaks_the_language_of_the_page_else_of_the_browser(website, patient, lang, locale, spoken):
    visitor = patient(locale=locale)
    html = website.html(lang=lang).replace(' lang="en" dir="ltr"', "")
    page = visitor.open(html)
    visitor.fill(**MARIO)
    visitor.send()

    assert visitor.told("sent") == words_in(spoken)["sent"]
    direction = page.evaluate("getComputedStyle(document.querySelector('.bridgework-status')).direction")
    assert direction == ("rtl" if spoken == "ar" else "ltr")


def test_a_wrong_mail_is_told_at_its_field_and_nothing_is_sent(website, patient):
    visitor = patient()
    page = visitor.open(website.html(language="it"))
    visitor.fill(first_name="Mario", email="mario@")
    visitor.send()

    assert visitor.told("fix") == words_in("it")["fix"]
    field = page.locator("[name=email]")
    note = page.locator(f"#{field.get_attribute('aria-describedby')}")
    assert (field.get_attribute("aria-invalid"), note.inner_text()) == ("true", words_in("it")["mail"])
    assert page.evaluate("document.activeElement.name") == "email"
    assert payloads_of(website) == []

    visitor.fill(email="mario@example.com")
    visitor.send()
    assert visitor.told("sent")
    assert page.locator(".bridgework-error").count() == 0
    assert field.get_attribute("aria-invalid") is None


def test_without_a_name_or_a_way_to_answer_both_are_asked_for(website, patient):
    visitor = patient()
    page = visitor.open(website.html())
    visitor.fill(first_name=" ", message="How much?")
    visitor.send()

    assert visitor.told("fix")
    assert page.locator(".bridgework-error").all_inner_texts() == [
        words_in("en")["name"],
        words_in("en")["contact"],
    ]
    assert page.evaluate("document.activeElement.name") == "first_name"


def test_what_only_the_server_finds_wrong_is_told_at_its_field(website, patient):
    visitor = patient()
    page = visitor.open(website.html().replace(' maxlength="120"', ""))
    visitor.fill(**MARIO | {"last_name": "x" * 200})
    visitor.send()

    assert visitor.told("fix")
    assert page.evaluate("document.activeElement.name") == "last_name"


def test_blocked_storage_changes_nothing(website, patient):
    visitor = patient()
    visitor.context.add_init_script(BLOCKED)
    visitor.open(agreed(website), "/?utm_source=x")
    visitor.fill(**MARIO)
    visitor.send()

    assert visitor.told("sent")
    assert payloads_of(website)[0].fields["utm_source"] == "x"
    assert visitor.troubles == []


def test_a_robot_that_fills_what_nobody_sees_is_thanked_and_makes_no_lead(website, patient):
    visitor = patient()
    page = visitor.open(website.html())
    page.evaluate("document.querySelector('[name=company_website]').value = 'http://spam.example'")
    visitor.fill(**MARIO)
    visitor.send()

    assert visitor.told("sent") == words_in("en")["sent"]
    assert leads_of(website) == []
    assert payloads_of(website)[0].held_for == LeadPayload.HeldFor.TRAP


def test_the_trap_is_seen_by_nobody_and_reached_by_no_key(website, patient):
    visitor = patient()
    page = visitor.open(website.html().replace("company_website", "other"))

    trap = page.locator("[name=company_website]")
    assert trap.bounding_box()["x"] < -1_000
    assert (trap.get_attribute("tabindex"), trap.get_attribute("aria-hidden")) == ("-1", "true")


def test_first_and_last_touch_both_come_with_consent(website, patient):
    visitor = patient()
    html = agreed(website)
    visitor.open(html, "/?utm_source=facebook&fbclid=First_1")
    visitor.open(html, "/prices?utm_source=google&gclid=Last-2")
    visitor.open(html, "/contact")
    visitor.fill(**MARIO)
    visitor.send()

    assert visitor.told("sent")
    fields = payloads_of(website)[0].fields
    assert (fields["utm_source"], fields["gclid"]) == ("google", "Last-2")
    assert fields["landing_page_url"] == f"{website.origin}/prices?utm_source=google&gclid=Last-2"
    assert (fields["first_touch"]["utm_source"], fields["first_touch"]["fbclid"]) == ("facebook", "First_1")


def test_visits_in_which_they_looked_at_the_form_are_told_with_consent_and_once(website, patient):
    visitor = patient()
    html = agreed(website)
    visitor.open(html, "/?utm_source=facebook")
    for _twice in range(2):
        visitor.open(html, "/prices?utm_source=google&gclid=View-1")
    visitor.open(html.replace("data-bridgework ", ""), "/?utm_source=other")
    visitor.open(html, "/contact?utm_source=bing")
    for _twice in range(2):
        visitor.fill(**MARIO)
        visitor.send()
        assert visitor.told("sent")

    first, again = payloads_of(website)
    assert [one["gclid"] for one in first.fields["form_views"]] == ["View-1"]
    assert first.fields["utm_source"] == "bing"
    assert "form_views" not in again.fields


def test_without_consent_nothing_is_kept_and_withdrawn_it_is_removed(website, patient):
    stored = "JSON.stringify([Object.keys(localStorage), Object.keys(sessionStorage)])"
    visitor = patient()
    page = visitor.open(website.html(), "/?utm_source=x")
    without = page.evaluate(stored)

    page.evaluate("document.dispatchEvent(new CustomEvent('bridgework:consent'))")
    agreed = page.evaluate(stored)
    page.evaluate("document.dispatchEvent(new CustomEvent('bridgework:consent', { detail: 'no' }))")

    assert without == "[[],[]]"
    assert agreed == '[["bridgework.first","bridgework.views"],["bridgework.visit"]]'
    assert page.evaluate(stored) == "[[],[]]"


def test_a_lost_answer_is_asked_for_again_and_makes_one_lead(website, patient, web):
    visitor = patient()
    visitor.open(website.html())
    keys = []

    def lose_the_first(route):
        if route.request.method == "POST":
            keys.append(route.request.headers["idempotency-key"])
        if len(keys) != 1:
            return route.continue_()
        sent = {
            name: route.request.headers[name] for name in ("content-type", "idempotency-key", "origin", "x-api-key")
        }
        body, host = route.request.post_data_buffer, host_of(website.clinic)
        assert web.request("POST", "/api/v1/leads", host=host, content=body, headers=sent).status_code == 201
        return route.abort()

    visitor.page.route("**/api/v1/leads", lose_the_first)
    visitor.fill(**MARIO)
    visitor.send()

    assert visitor.told("sent")
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert len(payloads_of(website)) == len(leads_of(website)) == 1


def test_the_puzzle_is_solved_before_it_is_sent(website, patient):
    with clinic_context(website.clinic):
        ClinicSettings.objects.update(captcha="altcha")
    visitor = patient()
    visitor.open(website.html())
    visitor.fill(**MARIO)
    visitor.send()

    assert visitor.told("sent")
    assert leads_of(website) == ["Mario Rossi"]
    with clinic_context(website.clinic):
        assert UsedChallenge.objects.count() == 1
    assert visitor.page.evaluate("window.reports") == visitor.troubles == []


def test_a_page_that_the_key_does_not_name_is_told_nothing(website, patient):
    visitor = patient()
    visitor.open(website.html(), origin=website.origin.replace(website.clinic.slug, "foreign"))
    visitor.fill(**MARIO)
    visitor.send()

    assert visitor.told("failed") == words_in("en")["failed"]
    assert payloads_of(website) == []


def test_our_look_and_that_of_the_page_do_not_spoil_each_other(website, patient):
    visitor = patient(bypass_csp=True)
    own = "<style>:root{--go:red;--ink:red} .bridgework{--bridgework-go:var(--go)}</style>"
    page = visitor.open(website.html().replace("<body>", f"<body>{own}"))

    colour = page.evaluate("getComputedStyle(document.querySelector('form button')).backgroundColor")
    assert colour == "rgb(255, 0, 0)"
