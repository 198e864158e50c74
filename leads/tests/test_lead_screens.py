"""The screens in a real browser, on desk and phone: quiet, whole, and usable without a mouse or script."""

from typing import Any

import pytest

from crm.testing.browsers import SIZES, too_wide
from crm.testing.people import PASSWORD, host_of, make_user
from leads.tests.factories import arrive, make_lead, reach

pytestmark = pytest.mark.browser

LIST = "/admin/leads/lead/"
# The control with the focus, or a box around it, has a ring: an outline, or a shadow where the box draws it.
RING = """() => {
    const drawn = (one) => { const style = getComputedStyle(one);
        return style.outlineStyle === "solid" || (one.matches("tr, .bw-input") && style.boxShadow !== "none"); };
    for (let one = document.activeElement; one && one !== document.body; one = one.parentElement)
        if (drawn(one)) return "";
    return document.activeElement.outerHTML;
}"""
LONG = "Krzysztof-Aleksander-Maximilian"


@pytest.fixture
def clinic_at_work(fresh_clinic):
    clinic = fresh_clinic()
    make_user(clinic)
    lead = make_lead(clinic, LONG, "Wisniewski-Brzeczyszczykiewicz", country="PL")
    reach(clinic, lead, "phone", "+48501234567")
    reach(clinic, lead, "email", "333 12", is_valid=False)
    arrive(clinic, lead, landing_page_url="https://clinic.example/" + "implants-" * 40, referrer_url="javascript:x")
    for number in range(26):
        make_lead(clinic, "Lead", f"Number{number}", minutes=10 + number)
    return clinic


class Visit:
    """Somebody logged in, and everything the browser complained about."""

    def __init__(self, chromium: Any, web: Any, clinic: Any, **options: Any):
        self.home = f"http://{host_of(clinic)}:{web.port}"
        self.context = chromium.new_context(**options)
        self.page = self.context.new_page()
        self.troubles: list[str] = []
        self.page.on("console", lambda line: line.type in {"error", "warning"} and self.troubles.append(line.text))
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("request", lambda asked: "localhost" in asked.url or self.troubles.append(asked.url))

    def log_in(self) -> None:
        self.page.goto(f"{self.home}/admin/login/?next={LIST}")
        self.page.fill("#id_username", "agent@example.com")
        self.page.fill("#id_password", PASSWORD)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.page.wait_for_selector("#result_list")


@pytest.fixture
def visit(chromium, web, live, clinic_at_work):
    opened: list[Visit] = []

    def begin(**options: Any) -> Visit:
        opened.append(Visit(chromium, web, clinic_at_work, **options))
        return opened[-1]

    yield begin
    for one in opened:
        one.context.close()


@pytest.mark.parametrize("size", list(SIZES))
def test_every_screen_is_whole_and_quiet(visit, size):
    ana = visit(viewport=SIZES[size])
    seen = {}

    def look(name: str) -> None:
        seen[name] = (too_wide(ana.page), ana.page.locator("h1").count(), ana.page.locator("main").count())

    ana.page.goto(f"{ana.home}/admin/login/")
    look("login")
    ana.log_in()
    look("list")
    ana.page.goto(f"{ana.home}{LIST}?q=zzz&source=website")
    look("nothing found")
    ana.page.goto(f"{ana.home}{LIST}")
    with ana.page.expect_navigation(url="**/change/**"):
        ana.page.click(f"#result_list >> text={LONG}")
    look("lead")

    assert set(seen.values()) == {(False, 1, 1)}
    assert ana.troubles == []


def test_the_keyboard_is_enough(visit):
    ana = visit(viewport=SIZES["desk"])
    ana.log_in()

    ana.page.keyboard.press("/")
    ana.page.keyboard.type("501 234")
    with ana.page.expect_navigation(url="**q=501**"):
        ana.page.keyboard.press("Enter")
    ana.page.locator("#result_list tbody th a").focus()
    with ana.page.expect_navigation(url="**/change/**"):
        ana.page.keyboard.press("Enter")

    assert LONG in ana.page.locator("h1").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_stop_of_the_tab_key_shows_where_it_is(visit, scheme):
    ana = visit(viewport=SIZES["desk"], color_scheme=scheme)
    ana.log_in()

    hidden = set()
    for _ in range(20):
        ana.page.keyboard.press("Tab")
        hidden.add(ana.page.evaluate(RING))

    assert hidden == {""}


def test_without_script_one_can_log_in_search_and_read(visit):
    ana = visit(viewport=SIZES["desk"], java_script_enabled=False)
    ana.log_in()

    ana.page.fill("#searchbar", LONG)
    with ana.page.expect_navigation(url=lambda url: "q=" in url):
        ana.page.keyboard.press("Enter")
    with ana.page.expect_navigation(url="**/change/**"):
        ana.page.click(f"#result_list >> text={LONG}")

    assert ana.page.get_by_text("is not a full mail address").is_visible()
