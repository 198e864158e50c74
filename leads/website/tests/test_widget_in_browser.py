"""A vendor's check against robots in a real browser: for who writes long, twice, or behind a network (F:T23)."""

import pytest

from crm.testing.processes import until
from leads.models import Lead
from leads.website.tests.widget import with_widget
from leads.website.words import words_in
from tenants.context import clinic_context

pytestmark = pytest.mark.browser

MARIO = {"first_name": "Mario", "last_name": "Rossi", "email": "mario@example.com"}
FIELD = "[name=cf-turnstile-response]"
FIVE_MINUTES = 300_000


def solved(page, number=0):
    """Wait until the widget of that form has its token."""
    page.wait_for_function(f"document.querySelectorAll('{FIELD}')[{number}]?.value")


def two_forms(website):
    html = website.html()
    form = html[html.index("<form") : html.index("</form>") + len("</form>")]
    return html.replace("</form>", f"</form>{form}", 1)


def status_of(form):
    return form.locator(".bridgework-status").get_attribute("data-kind")


def later(page, kind):
    """Let the page's clock run until its form says this."""
    until(lambda: page.clock.fast_forward(1_000) or status_of(page) == kind)


@pytest.mark.parametrize("provider", ["turnstile", "hcaptcha"])
def test_who_writes_for_long_sends_the_token_that_is_there(website, patient, provider):
    visitor = patient(bypass_csp=True)
    tokens = with_widget(visitor, provider=provider)
    visitor.page.clock.install()
    page = visitor.open(website.html())
    visitor.fill(**MARIO)
    solved(page)

    page.clock.fast_forward(FIVE_MINUTES)
    visitor.send()

    assert visitor.told("sent")
    assert tokens == ["token-1"]
    assert page.evaluate("window.resets") == visitor.troubles == []


def test_who_writes_again_sends_another_token(website, patient):
    visitor = patient(bypass_csp=True)
    tokens = with_widget(visitor)
    page = visitor.open(website.html())
    visitor.fill(**MARIO)
    visitor.send()
    visitor.told("sent")

    visitor.fill(**MARIO | {"first_name": "Anna"})
    visitor.send()
    until(lambda: page.wait_for_timeout(50) or len(tokens) == 2)

    assert visitor.told("sent")
    assert tokens == ["token-1", "token-2"]


def test_a_token_that_was_not_believed_is_made_anew_at_once(website, patient):
    visitor = patient(bypass_csp=True)
    tokens = with_widget(visitor)
    tokens.append("token-1")
    page = visitor.open(website.html())
    visitor.fill(**MARIO)
    visitor.send()

    assert visitor.told("captcha") == words_in("en")["captcha"]
    page.wait_for_function("window.resets.length")
    visitor.send()
    assert visitor.told("sent")
    assert tokens == ["token-1", "token-1", "token-2"]


def test_each_form_of_a_page_has_a_token_of_its_own(website, patient):
    visitor = patient(bypass_csp=True)
    tokens = with_widget(visitor)
    page = visitor.open(two_forms(website))
    first, second = (page.locator("form[data-bridgework]").nth(number) for number in (0, 1))
    first.locator("[name=first_name]").fill("Ada")
    solved(page)

    for name in ("Mario", "Anna"):
        second.locator("[name=first_name]").fill(name)
        second.locator("[name=email]").fill("mario@example.com")
        second.locator("button").click()
        until(lambda: page.wait_for_timeout(50) or status_of(second) == "sent")
        second.locator(".bridgework-status").evaluate("(place) => delete place.dataset.kind")

    assert page.evaluate("window.resets") == [1]
    assert tokens == ["token-2", "token-3"]
    assert page.locator(FIELD).first.input_value() == "token-1"


def test_where_a_network_drops_the_vendor_the_form_is_sent_after_ten_seconds(website, patient):
    visitor = patient(bypass_csp=True)
    tokens = with_widget(visitor, dropped=True)
    visitor.page.clock.install()
    page = visitor.open(website.html())
    with page.expect_request("https://challenges.cloudflare.com/**"):
        visitor.fill(**MARIO)
    visitor.send()

    later(page, "captcha")

    assert tokens == [""]
    assert page.locator("form button").is_enabled()


@pytest.mark.parametrize("swallowed", ["**/api/v1/leads/challenge", "**/embed/v1/*.json"])
def test_what_a_network_swallows_holds_no_form_up(website, patient, swallowed):
    visitor = patient()
    visitor.page.clock.install()
    visitor.page.route(swallowed, lambda route: None)
    page = visitor.open(website.html())
    with page.expect_request(swallowed):
        visitor.fill(**MARIO)
    visitor.send()

    later(page, "sent")

    with clinic_context(website.clinic):
        assert Lead.objects.count() == 1


@pytest.mark.parametrize("name", ["reset", "submit"])
def test_whatever_a_control_is_called_the_form_is_emptied_after_it_was_sent(website, patient, name):
    visitor = patient()
    button = f'<button type="reset" name="{name}">Clear</button><button type="submit">'
    page = visitor.open(website.html().replace('<button type="submit">', button))
    visitor.fill(**MARIO)
    page.click("form button[type=submit]")

    assert visitor.told("sent")
    assert page.input_value("[name=first_name]") == ""
    assert visitor.troubles == []
