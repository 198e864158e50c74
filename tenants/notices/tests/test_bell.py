"""The bell in a real browser: it rings by itself and for its owner alone; keys and no script do as well."""

from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from crm.testing.browsers import SIZES, too_wide
from crm.testing.people import client_of, host_of, make_user
from tenants.context import clinic_context
from tenants.notices.services.notify import notify

pytestmark = pytest.mark.browser

PAGE = "/admin/notices/"


class Visit:
    """Somebody who is logged in, and everything the browser complained about."""

    def __init__(self, chromium: Any, web: Any, clinic: Any, user: Any, **options: Any):
        self.home = f"http://{host_of(clinic)}:{web.port}"
        self.context = chromium.new_context(**options)
        session = client_of(clinic, user).cookies[settings.SESSION_COOKIE_NAME].value
        self.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.home}])
        self.page = self.context.new_page()
        self.troubles: list[str] = []
        self.page.on("console", lambda line: line.type in {"error", "warning"} and self.troubles.append(line.text))
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))

    def go(self, path: str) -> None:
        self.page.goto(self.home + path)

    def press(self, what: str) -> None:
        with self.page.expect_navigation():
            self.page.click(what)

    def unread(self) -> str:
        return self.page.locator("#bw-bell").get_attribute("data-unread")


@pytest.fixture
def people(fresh_clinic):
    clinic = fresh_clinic()
    return clinic, make_user(clinic), make_user(clinic, email="colleague@example.com")


@pytest.fixture
def visit(chromium, web, live, people):
    opened: list[Visit] = []

    def begin(user: Any, **options: Any) -> Visit:
        opened.append(Visit(chromium, web, people[0], user, **options))
        return opened[-1]

    yield begin
    for one in opened:
        one.context.close()


def ring(clinic, *users, who="Erion", link="/admin/leads/lead/"):
    with clinic_context(clinic), transaction.atomic():
        notify(users, "lead_assigned", about={"who": who, "lead": "Mira Hoxha"}, link=link)


def test_the_bell_of_an_open_page_rings_for_its_owner_and_leads_to_what_it_is_about(visit, people, worker):
    clinic, agent, colleague = people
    ana, ben = visit(agent), visit(colleague)
    for one in (ana, ben):
        one.go(PAGE)
        one.page.wait_for_selector("html[data-live=on]")

    ring(clinic, agent)

    ana.page.wait_for_selector('#bw-bell[data-unread="1"]')
    assert ana.page.locator("#bw-bell").get_attribute("aria-label") == "Notices, unread: 1"
    assert ben.unread() == "0"
    ana.press("#bw-bell")
    ana.page.locator(".bw-notices button").first.focus()
    with ana.page.expect_navigation(url="**/admin/leads/lead/"):
        ana.page.keyboard.press("Enter")
    assert ana.unread() == "0"
    assert ana.troubles == ben.troubles == []


def test_without_script_notices_are_read_and_chosen_all_the_same(visit, people):
    clinic, agent, _ = people
    ring(clinic, agent)
    ring(clinic, agent)
    ana = visit(agent, java_script_enabled=False)

    ana.go("/admin/password_change/")
    ana.press("#bw-bell")
    ana.press("text=Mark all as read")

    assert ana.unread() == "0"
    ana.press("text=Choose")
    ana.page.uncheck('input[name="mail:lead_assigned"]')
    ana.press("text=Save")
    assert not ana.page.is_checked('input[name="mail:lead_assigned"]')
    assert ana.page.is_checked('input[name="bell:lead_assigned"]')


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", list(SIZES))
def test_both_pages_are_whole_and_quiet(visit, people, size, scheme, tmp_path):
    clinic, agent, _ = people
    ana = visit(agent, viewport=SIZES[size], color_scheme=scheme)
    seen = {}

    def look(name: str, path: str) -> None:
        ana.go(path)
        ana.page.screenshot(path=tmp_path / f"{name}.png")
        seen[name] = (too_wide(ana.page), ana.page.locator("h1").count())

    look("empty", PAGE)
    ring(clinic, agent, who="Krzysztof-Aleksander-Maximilian Wisniewski-Brzeczyszczykiewicz", link="")
    for number in range(27):
        ring(clinic, agent, who=f"Erion {number}")
    look("full", PAGE)
    look("second", f"{PAGE}?page=2")
    look("choices", f"{PAGE}choices/")

    assert set(seen.values()) == {(False, 1)}
    assert ana.troubles == []
