"""Triage in a real browser: by hand, by key, without a script, and by itself when somebody writes."""

import pytest
from playwright.sync_api import expect

from crm.testing.accessibility import wrong_on
from crm.testing.browsers import SIZES, too_wide
from crm.testing.people import client_of, key_of, make_user, post_lead
from crm.testing.screens import Seat
from leads.tests.factories import make_lead, reach
from leads.tests.held import HeldFor, as_stored, hold
from tenants.staff import roles

pytestmark = pytest.mark.browser

PAGE = "/admin/triage/"
LONG = "Krzysztof-Aleksander-Maximilian"


@pytest.fixture
def at_work(fresh_clinic):
    """(clinic, its Manager's client, an arrival that may be a companion's, the incomplete one after it)."""
    clinic = fresh_clinic()
    manager = make_user(clinic, role=roles.MANAGER, email="manager@example.com")
    marco = make_lead(clinic, "Marco", "Wisniewski-Brzeczyszczykiewicz")
    reach(clinic, marco, "email", "anna@example.com")
    held = hold(clinic, HeldFor.COMPANION, about=marco, first_name=LONG, message="Hello\n" + "implants-" * 60)
    after = hold(clinic, HeldFor.INCOMPLETE, first_name="", last_name="", phone="+447700900123", days=1)
    hold(clinic, HeldFor.TRAP, days=2)
    return clinic, client_of(clinic, manager), held, after


def test_every_page_is_whole_and_can_be_used_by_everybody(chromium, web, at_work):
    clinic, client, held, _ = at_work
    seat = Seat(chromium, web, clinic, client, viewport=SIZES["phone"], bypass_csp=True)
    arrival = f"/admin/leads/leadpayload/{held.pk}/change/"

    wrong, wide = {}, {}
    for path in (PAGE, f"{PAGE}?show=trap", f"{PAGE}?show=declined", f"{PAGE}{held.pk}/", arrival, arrival[:-14]):
        page = seat.open(path)
        wide[f"{path}, phone"] = too_wide(page)
        wrong[path] = wrong_on(page)
        wide[path] = too_wide(page)
        page.set_viewport_size(SIZES["phone"])
    seat.close()

    assert {path: found for path, found in wrong.items() if found} == {}
    assert not any(wide.values())


def test_without_a_script_everything_can_be_decided(chromium, web, at_work):
    clinic, client, held, _ = at_work
    seat = Seat(chromium, web, clinic, client, viewport=SIZES["desk"], java_script_enabled=False)

    page = seat.open(PAGE)
    page.check(f"input[value='{held.pk}']")
    pressed = (".bw-bulk >> text=Decline", ".bw-tabs >> text=Declined", "button:has-text('Take back')")
    for button in pressed:
        with page.expect_navigation():
            page.click(button)
    page.goto(seat.home + PAGE)
    for button in (f"text={LONG}", "button:has-text('Accept as a new lead')"):
        with page.expect_navigation():
            page.click(button)

    expect(page.get_by_text("is a lead now.")).to_be_visible()
    seat.close()
    assert as_stored(clinic, held).decision == "accepted"


def test_the_keyboard_is_enough_and_undo_is_a_key(chromium, web, at_work):
    clinic, client, held, after = at_work
    seat = Seat(chromium, web, clinic, client, viewport=SIZES["desk"])
    page = seat.open(PAGE)

    page.locator(f"li[data-row='{held.pk}'] button[name=accept]").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_selector("text=is a lead now.")
    accepted = as_stored(clinic, held).decision
    next_row = page.evaluate("document.activeElement.closest('[data-row]')?.dataset.row")
    with page.expect_navigation():
        page.keyboard.press("u")
    page.wait_for_selector(f"li[data-row='{held.pk}']")
    refused = seat.reports()
    seat.close()

    assert (accepted, as_stored(clinic, held).decision) == ("accepted", "")
    assert next_row == str(after.pk)
    assert refused == []


def test_merging_by_keyboard_asks_first_with_the_lead_chosen(chromium, web, at_work):
    clinic, client, held, _ = at_work
    seat = Seat(chromium, web, clinic, client, viewport=SIZES["desk"])
    page = seat.open(PAGE)

    page.locator(f"li[data-row='{held.pk}'] a:has-text('Merge into Marco')").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#chosen:focus")
    asked = as_stored(clinic, held).decision
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Added to")
    seat.close()

    assert (asked, as_stored(clinic, held).decision) == ("", "merged")


def test_who_writes_meanwhile_appears_by_itself_and_ticks_stay(chromium, web, live, worker, at_work):
    clinic, client, held, _ = at_work
    seat = Seat(chromium, web, clinic, client, viewport=SIZES["desk"])
    page = seat.open(PAGE)
    page.check(f"input[value='{held.pk}']")
    page.mouse.move(5, 5)
    page.wait_for_function("document.documentElement.dataset.live === 'on'")

    post_lead(client_of(clinic), key_of(clinic), first_name="Newcomer", message="Who answers me?")
    page.wait_for_selector("text=Newcomer")
    ticked = page.is_checked(f"input[value='{held.pk}']")
    said = page.inner_text("#bw-news")
    badge = "#nav-sidebar-apps a[href*=triage] [data-badge]"
    page.wait_for_function(f"document.querySelector('{badge}').textContent === '3'")
    seat.close()

    assert ticked
    assert said == "One new arrival."
