"""A sequence from our preset to its end in a real browser: built, rehearsed, begun, answered (F:C16, C18; H:S5)."""

from datetime import time

import pytest
from django.utils import timezone

from comms.connections.opening import webhook
from comms.models import Account
from comms.sequences.models import Enrolment, Version
from comms.sequences.tests.factories import look
from comms.services.demo_approved import approved_templates
from comms.services.demo_lines import keys_of
from comms.services.templates.asking import ask
from crm.simulator.posting import by_http
from crm.testing.browsers import SIZES
from crm.testing.people import client_of, make_user
from crm.testing.processes import until
from crm.testing.screens import Seat
from crm.testing.simulators import a_line
from leads.models import Treatment
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context
from tenants.settings.services.credentials import store
from tenants.staff.roles import MANAGER

pytestmark = pytest.mark.browser

AT_ANY_HOUR = {
    "window_from": time.min,
    "window_until": time.max,
    "weekdays": list(range(7)),
    "keeps_holidays": False,
}


@pytest.fixture
def clinic(fresh_clinic, simulator, settings, web):
    """With a number at the simulator, which has approved the texts that every clinic begins with."""
    clinic = fresh_clinic()
    settings.PUBLIC_SCHEME, settings.PUBLIC_PORT = "http", str(web.port)
    simulator.host.postman.post = by_http
    with clinic_context(clinic):
        line = a_line(clinic.slug, 1, whatsapp_url=webhook("whatsapp"), templates=approved_templates())
        store("whatsapp", keys_of(line, port=1)["whatsapp"] | {"verify_token": "a-word"}, by=None)
        simulator.connect(line)
        ask({"account": Account.objects.get().pk})
    return clinic


@pytest.fixture
def sarah(clinic, simulator):
    """Asked for something with a price; the simulator holds her telephone, and she answers by herself."""
    with clinic_context(clinic):
        bridge = Treatment.objects.get(code="bridge")
        Treatment.objects.filter(pk=bridge.pk).update(price_from=900, price_to=1400)
    lead = make_lead(clinic, "Sarah", "Whitcombe", treatment=bridge, language="en", country="GB")
    reach(clinic, lead, "phone", simulator.patient("sarah").phone)
    return lead


@pytest.fixture
def page(chromium, web, clinic):
    seat = Seat(chromium, web, clinic, client_of(clinic, make_user(clinic, role=MANAGER)), viewport=SIZES["desk"])
    yield seat.open("/admin/sequences/")
    assert (seat.dialogs, seat.reports()) == ([], [])
    seat.close()


def press(page, role, name, key="Enter"):
    """With the keyboard; what it leads to is there afterwards."""
    page.get_by_role(role, name=name, exact=True).first.focus()
    with page.expect_navigation():
        page.keyboard.press(key)


def put_in(page, lead):
    page.goto(page.url.partition("/admin/")[0] + f"/admin/leads/lead/{lead.pk}/change/")
    page.locator("#put-in").focus()
    page.keyboard.type("First")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_preset_is_rehearsed_and_activated_and_stops_when_the_patient_answers(
    page, clinic, sarah, simulator, worker
):
    press(page, "link", "New sequence")
    press(page, "button", "Start from First week")
    path = page.locator(".bw-path").inner_text()
    with clinic_context(clinic):
        Version.objects.update(**AT_ANY_HOUR)
    press(page, "link", "Rehearse")
    rehearsed = page.locator("main").inner_text()
    press(page, "link", "First week")
    press(page, "link", "Activate")
    press(page, "button", "Activate")
    page.get_by_text("First week is active.").wait_for()

    put_in(page, sarah)
    waiting = page.get_by_role("region", name="Sequences").inner_text()
    look(clinic, timezone.now())
    until(lambda: simulator.got("whatsapp.messages"))
    simulator.deliver()
    with clinic_context(clinic):
        until(lambda: Enrolment.objects.filter(state="stopped").exists())
        look(clinic, timezone.now())
    page.reload()
    stopped = page.get_by_role("region", name="Sequences").inner_text()
    page.goto(page.url.partition("/leads/")[0] + "/sequences/")
    press(page, "link", "First week")
    press(page, "link", "Results")
    results = page.locator("main").inner_text()

    assert [day for day in ("Day 1", "Day 3", "Day 7") if day in path] == ["Day 1", "Day 3", "Day 7"]
    assert "11 languages missing" not in path
    assert "1 gets the next message" in rehearsed
    assert "step 1 of 3" in waiting
    assert "They answered." in stopped
    assert "They answered." in results
    assert [one.text[:12] for one in simulator.patient("sarah").wrote if one.way == "out"] == ["Hello Sarah,"]
