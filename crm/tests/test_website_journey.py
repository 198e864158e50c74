"""From the clinic's website on an origin of its own into the list that an agent has open (F:I4, I5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from attribution.models import Touchpoint
from crm.testing.people import client_of, make_user
from crm.testing.screens import Seat
from crm.testing.websites import Patient, Website
from tenants.context import clinic_context

pytestmark = pytest.mark.browser

LIST = "/admin/leads/lead/"
BLOCKED = """for (const store of ["localStorage", "sessionStorage"])
    Object.defineProperty(window, store, { get() { throw new DOMException("blocked", "SecurityError"); } });"""


@dataclass
class Scene:
    """The website of one clinic; an agent of it and one of its neighbour, each with the list of leads open."""

    site: Website
    ana: Seat
    eszter: Seat
    come: Any

    def patient(self, **options: Any) -> Patient:
        return self.come(self.site, **options)


@pytest.fixture
def scene(fresh_clinic, samples, chromium, web, live, worker) -> Iterator[Scene]:
    ours, theirs = fresh_clinic(), fresh_clinic()
    seats = [Seat(chromium, web, clinic, client_of(clinic, make_user(clinic))) for clinic in (ours, theirs)]
    patients: list[Patient] = []

    def come(site, **options):
        patients.append(Patient(chromium, site, **options))
        return patients[-1]

    for seat in seats:
        seat.open(LIST).wait_for_selector("html[data-live=on]")
    yield Scene(samples(ours), *seats, come)
    for one in [*seats, *patients]:
        one.context.close()


def arrives(scene, name):
    """The agent sees it without reloading, the neighbour's agent does not."""
    scene.ana.page.wait_for_selector(f"text={name}")
    assert name not in scene.eszter.page.content()
    return True


@pytest.mark.parametrize("storage", ["open", "blocked"])
def test_a_patient_writes_on_the_website_and_the_agent_sees_it_at_once(scene, storage):
    heike = scene.patient(locale="de-DE")
    if storage == "blocked":
        heike.context.add_init_script(BLOCKED)
    heike.page.goto(f"{scene.site.origin}/?utm_source=google&gclid=Abc-1")
    heike.fill(
        first_name="Heike", last_name="Brandt", email="heike@example.com", message="Was kostet ein Implantat?"
    )

    heike.send()

    assert heike.told("sent").startswith("Ihre Anfrage ist angekommen.")
    assert arrives(scene, "Heike Brandt")
    assert heike.page.evaluate("window.reports") == heike.troubles == []


def test_without_javascript_it_arrives_all_the_same_and_leads_back_to_the_website(scene):
    heike = scene.patient(java_script_enabled=False)
    heike.page.goto(f"{scene.site.origin}/en/")
    heike.fill(first_name="Heike", last_name="Brandt", phone="+49 151 23456789")

    with heike.page.expect_navigation():
        heike.send()

    assert heike.page.locator("h1").inner_text() == "Thank you"
    assert heike.page.locator("a.bw-button").get_attribute("href").startswith(scene.site.origin)
    assert arrives(scene, "Heike Brandt")


def test_without_javascript_what_is_missing_is_mended_on_our_page(scene):
    heike = scene.patient(java_script_enabled=False)
    heike.page.goto(f"{scene.site.origin}/de/")
    heike.fill(first_name="Heike", message="Zwei\nZeilen")
    with heike.page.expect_navigation():
        heike.send()

    assert heike.page.input_value("[name=message]") == "Zwei\nZeilen"
    heike.page.fill("[name=email]", "heike@example.com")
    with heike.page.expect_navigation():
        heike.page.click("button")

    assert heike.page.locator("h1").inner_text() == "Vielen Dank"
    assert arrives(scene, "Heike")


def test_who_agreed_to_be_remembered_brings_the_first_visit_and_the_last(scene):
    heike = scene.patient()
    heike.page.goto(f"{scene.site.origin}/?utm_source=facebook&utm_campaign=spring&fbclid=First_1")
    heike.page.click(".cookies button[value=yes]")
    heike.page.goto(f"{scene.site.origin}/en/?utm_source=google&gclid=Last-2")
    heike.page.wait_for_function("localStorage.getItem('bridgework.first')")
    heike.fill(first_name="Heike", last_name="Brandt", email="heike@example.com")

    heike.send()

    assert heike.told("sent")
    assert arrives(scene, "Heike Brandt")
    with clinic_context(scene.site.clinic):
        touches = list(Touchpoint.objects.values_list("kind", "source", "campaign", "fbclid", "gclid"))
    assert touches == [("first", "facebook", "spring", "First_1", ""), ("arrival", "google", "", "", "Last-2")]


def test_on_a_phone_the_question_about_cookies_covers_no_answer_and_is_asked_again_on_demand(scene):
    heike = scene.patient(viewport={"width": 390, "height": 844})
    heike.page.goto(f"{scene.site.origin}/en/")
    heike.fill(first_name="Heike", email="heike@example.com")

    heike.send()
    heike.told("sent")
    said, bar = (
        heike.page.locator(".bridgework-status").bounding_box(),
        heike.page.locator(".cookies").bounding_box(),
    )
    heike.page.click(".cookies button[value=yes]")
    heike.page.click(".again")
    heike.page.click(".cookies button[value=no]")

    assert said["y"] > bar["y"] + bar["height"]
    assert heike.page.evaluate("localStorage.getItem('cookies')") == "no"
    assert heike.page.evaluate("localStorage.getItem('bridgework.first')") is None
