"""Finding a lead in a real browser: by half a number with the keyboard, and a search that is kept as a tab."""

from pathlib import Path

import pytest

from crm.testing.browsers import SIZES
from crm.testing.people import PASSWORD, host_of, make_user
from crm.testing.processes import until
from leads.tests.exported import table
from leads.tests.factories import make_lead, reach
from tenants.staff import roles

pytestmark = pytest.mark.browser

LIST = "/admin/leads/lead/"
# News, how many requests of the page itself are not answered yet, and dense news that come before the answer.
NEWS = """() => {
  window.tell = () => document.dispatchEvent(
    new CustomEvent("bw:live", { detail: { name: "lead_created", data: {} } }));
  window.pending = 0;
  const real = window.fetch;
  window.fetch = (...args) => {
    window.pending += 1;
    if (window.isDense) window.tell();
    return real(...args).finally(() => (window.pending -= 1));
  };
}"""


@pytest.fixture
def page(chromium, web, live, fresh_clinic):
    clinic = fresh_clinic()
    make_user(clinic, role=roles.MANAGER)
    reach(clinic, make_lead(clinic, "Gëzim", "Hoxha", source="referral"), "phone", "+39333111222")
    make_lead(clinic, "Heike", "Brandt")
    context = chromium.new_context(viewport=SIZES["desk"])
    page = context.new_page()
    page.goto(f"http://{host_of(clinic)}:{web.port}/admin/login/?next={LIST}")
    page.fill("#id_username", "agent@example.com")
    page.fill("#id_password", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_selector("#result_list")
    yield page
    context.close()


def test_half_a_number_finds_a_lead_and_a_search_becomes_a_tab_with_its_number_and_a_file(page):
    page.keyboard.press("/")
    page.keyboard.type("0333 111")
    with page.expect_navigation(url="**q=0333**"):
        page.keyboard.press("Enter")
    found = page.locator("#result_list tbody tr").all_inner_texts()

    with page.expect_navigation():
        page.click("text=Clear all")
    page.click("#bw-sheet-link")
    page.wait_for_selector("dialog[open]")
    page.click("dialog summary:has-text('Source')")
    page.check("dialog input[name=source][value=referral]")
    with page.expect_navigation(url="**source=referral**"):
        page.click("dialog button[type=submit]")
    page.click("text=Save this view")
    page.fill("#id_name", "From friends")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab = page.locator(".bw-views a[aria-current=true]")
    tab.locator("text=From friends").wait_for()
    number = page.locator(".bw-views [data-view]:not([hidden])")
    number.wait_for()
    kept, counted = page.url, number.inner_text()
    page.click(".bw-filters >> text=Export")
    page.uncheck("input[value=last_name]")
    with page.expect_download() as download:
        page.click(".bw-export button[type=submit]")

    assert ["Gëzim Hoxha" in row for row in found] == [True]
    assert kept.endswith("?source=referral")
    assert counted == "1"
    file = table(Path(download.value.path()).read_bytes())
    assert [(row["First name"], row["Phone"], "Last name" in row) for row in file] == [
        ("Gëzim", "'+39333111222", False)
    ]


def test_news_that_come_densely_are_asked_for_every_five_seconds_and_the_last_ones_too(page):
    asked = []
    page.on("request", lambda request: "x-by-itself" in request.headers and asked.append(request))
    page.clock.install()
    page.reload()
    page.wait_for_selector("#result_list")

    def after(seconds, *, news=True):
        before = len(asked)
        page.evaluate(f"window.isDense = {str(news).lower()}")
        for _ in range(int(seconds * 5)):
            if news:
                page.evaluate("window.tell()")
            page.clock.run_for(200)
            until(lambda: not page.evaluate("window.pending"))
        return len(asked) - before

    page.evaluate(NEWS)
    first, dense, last, quiet = after(1), after(10), after(6, news=False), after(6, news=False)
    page.evaluate("Object.defineProperty(document, 'hidden', { get: () => true, configurable: true })")
    hidden = after(6)

    assert (first, dense, last, quiet, hidden) == (1, 2, 1, 0, 0)
