"""The board in a browser: a card in the hand, by keyboard, through the dialog, and one that may not (LOOK 05)."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm.testing.browsers import SIZES, too_wide
from crm.testing.people import client_of, make_user
from crm.testing.screens import Seat
from leads.models import Lead, Stage
from leads.services.operations import move
from leads.tests.factories import make_lead
from tenants.context import clinic_context

pytestmark = pytest.mark.browser

BOARD = "/admin/leads/board/"


@pytest.fixture
def here(fresh_clinic):
    return fresh_clinic()


@pytest.fixture
def seat(chromium, web, here):
    sat = Seat(chromium, web, here, client_of(here, make_user(here)), viewport=SIZES["desk"])
    yield sat
    sat.close()


def stage(clinic, name: str) -> str:
    with clinic_context(clinic):
        return f"#stage-{Stage.objects.get(name=name).pk}"


def stands(clinic, lead) -> str:
    with clinic_context(clinic):
        return Lead.objects.select_related("stage").get(pk=lead.pk).stage.name


def card(lead) -> str:
    return f"[data-row='{lead.pk}']"


def test_a_card_is_dragged_to_another_column_and_u_takes_it_back(here, seat):
    lead = make_lead(here, stage="Contacted")
    page, qualified = seat.open(BOARD), stage(here, "Qualified")

    page.drag_and_drop(card(lead), qualified)
    page.wait_for_selector("#bw-toast form[data-undo]")
    there, numbers = stands(here, lead), page.inner_text(f"{qualified} .bw-badge")
    with page.expect_navigation():
        page.keyboard.press("u")

    assert (there, numbers) == ("Qualified", "1")
    assert stands(here, lead) == "Contacted"
    assert (seat.reports(), too_wide(page)) == ([], False)


def test_the_keyboard_moves_a_card_and_the_dialog_asks_what_the_stage_asks(here, seat):
    lead = make_lead(here, "Paolo", "Ferri", stage="Negotiation")
    page, accepted = seat.open(BOARD), stage(here, "Accepted (deposit)")

    page.focus(f"{card(lead)} a")
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_selector("#bw-move[open]")
    page.keyboard.press("Escape")
    expect(page.locator(f"{card(lead)} a").first).to_be_focused()
    thought_better = stands(here, lead)
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_selector("#bw-move[open]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#move-amount_error")
    page.fill("#move-amount", "4900")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{accepted} {card(lead)}")
    page.wait_for_selector("#bw-toast form[data-undo]")

    assert (thought_better, stands(here, lead)) == ("Negotiation", "Accepted (deposit)")
    assert "4,900" in page.inner_text(f"{accepted} header")
    expect(page.locator(":focus")).to_have_text("Paolo Ferri")


def test_a_card_that_a_colleague_moved_goes_back_and_says_who(here, seat):
    lead = make_lead(here, stage="Contacted")
    page, assigned = seat.open(BOARD), stage(here, "Assigned")
    giulia = make_user(here, email="giulia@example.com", full_name="Giulia Neri")
    with clinic_context(here):
        to = Stage.objects.get(name="Qualified").pk
        move([lead.pk], to=to, by=giulia, now=timezone.now())

    page.drag_and_drop(card(lead), assigned)
    page.wait_for_selector(f"{card(lead)} [role=alert]")

    assert page.inner_text(f"{card(lead)} [role=alert]") == "Giulia Neri moved this lead to Qualified."
    page.wait_for_selector(f"{stage(here, 'Qualified')} {card(lead)} [role=alert]")  # the board is asked anew
    assert stands(here, lead) == "Qualified"


def test_on_a_phone_one_column_is_seen_and_the_dialog_moves(chromium, web, here):
    lead = make_lead(here, stage="Contacted")
    seat = Seat(chromium, web, here, client_of(here, make_user(here)), viewport=SIZES["phone"])
    page, contacted = seat.open(BOARD), stage(here, "Contacted")

    page.click(f"a[href='{contacted}']")
    page.wait_for_selector(card(lead))
    expect(page.locator(".bw-col").locator("visible=true")).to_have_count(1)
    page.click(f"{card(lead)} [data-move]")
    page.select_option("#move-stage", label="Qualified")
    page.click("#bw-move button[type=submit]")
    page.wait_for_selector("#bw-toast form[data-undo]")

    assert (stands(here, lead), too_wide(page)) == ("Qualified", False)
    seat.close()
