"""The first thing that must work, as people see it: a website posts, the clinic's agent finds the lead."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from crm.testing.browsers import SIZES
from crm.testing.people import PASSWORD, host_of, key_of, make_user
from crm.testing.processes import Web
from tenants.models import Clinic

pytestmark = pytest.mark.browser


class Visitor:
    """Somebody at a browser of their own, on one clinic's host."""

    def __init__(self, chromium: Any, web: Web, clinic: Clinic, *, size: str):
        self._context = chromium.new_context(viewport=SIZES[size])
        self.page = self._context.new_page()
        self.troubles: list[str] = []
        self.page.on("console", lambda line: line.type == "error" and self.troubles.append(line.text))
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("request", lambda request: self._own(request.url))
        self._home = f"http://{host_of(clinic)}:{web.port}"

    def _own(self, url: str) -> None:
        if not re.match(r"(https?://[a-z0-9.-]*localhost:\d+/|data:|blob:)", url):
            self.troubles.append(f"asked {url}")

    def log_in(self) -> None:
        self.page.goto(self._home)
        self.page.fill("input[name=username]", "agent@example.com")
        self.page.fill("input[name=password]", PASSWORD)
        with self.page.expect_navigation(url="**/admin/"):
            self.page.keyboard.press("Enter")
        self.page.goto(f"{self._home}/admin/leads/lead/")

    def close(self) -> None:
        self._context.close()


@pytest.fixture
def two_clinics(fresh_clinic) -> tuple[Clinic, Clinic]:
    pair = (fresh_clinic(), fresh_clinic())
    for clinic in pair:
        make_user(clinic)
    return pair


@pytest.fixture(params=list(SIZES))
def visit(request, chromium, web) -> Iterator[Any]:
    visitors: list[Visitor] = []

    def begin(clinic: Clinic) -> Visitor:
        visitors.append(Visitor(chromium, web, clinic, size=request.param))
        return visitors[-1]

    yield begin
    for visitor in visitors:
        visitor.close()


def enquire(web: Web, clinic: Clinic, **fields: str) -> int:
    answer = web.request(
        "POST", "/api/v1/leads", host=host_of(clinic), json=fields, headers={"X-API-Key": key_of(clinic)}
    )
    assert answer.status_code == 201
    return answer.json()["lead_id"]


def test_the_agent_finds_the_lead_and_the_neighbours_agent_does_not(web, live, two_clinics, visit):
    ours, theirs = two_clinics
    lead = enquire(web, ours, first_name="Mario", last_name="Rossi", phone="+39 333 111 222")
    ana, eszter = visit(ours), visit(theirs)

    ana.log_in()
    ana.page.fill("input[name=q]", "333 111")
    with ana.page.expect_navigation():
        ana.page.keyboard.press("Enter")
    with ana.page.expect_navigation(url=f"**/admin/leads/lead/{lead}/change/**"):
        ana.page.click("text=Mario Rossi")
    eszter.log_in()

    assert ana.page.locator("h1").first.inner_text().strip() == "Mario Rossi"
    assert "+39 333 111 222" in ana.page.content()
    assert "Mario" not in eszter.page.content()
    assert eszter.page.goto(f"http://{host_of(theirs)}:{web.port}/admin/leads/lead/{lead}/change/").status == 404
    eszter.troubles.clear()  # the 404 we asked for
    assert ana.troubles == eszter.troubles == []


def test_a_lead_appears_in_an_open_list_by_itself(web, live, worker, two_clinics, visit):
    ours, theirs = two_clinics
    ana, eszter = visit(ours), visit(theirs)
    ana.log_in()
    eszter.log_in()
    for one in (ana, eszter):
        one.page.wait_for_selector("html[data-live=on]")

    enquire(web, ours, first_name="Heike", last_name="Brandt", email="heike@example.com")

    ana.page.wait_for_selector("text=Heike Brandt")
    assert "Heike" not in eszter.page.content()
    assert ana.troubles == []
