"""The key u takes back what was just done, in a real browser (F:W9, LOOK 1)."""

import pytest

from crm.testing.people import client_of, make_user
from crm.testing.screens import Seat
from leads.models import Lead
from leads.tests.factories import make_lead
from tenants.context import clinic_context

pytestmark = pytest.mark.browser

LIST = "/admin/leads/lead/"


@pytest.fixture
def archived(chromium, web, fresh_clinic):
    """The page that an agent sees who archived the only lead a moment ago."""
    clinic = fresh_clinic()
    agent = make_user(clinic)
    make_lead(clinic, "Mario", "Rossi")
    seat = Seat(chromium, web, clinic, client_of(clinic, agent))
    page = seat.open(LIST)
    page.check("input.action-select")
    with page.expect_navigation():
        page.click(".bw-bulk button[value=archive]")
    page.wait_for_selector("form[data-undo]")
    yield clinic, page
    seat.close()


def is_archived(clinic) -> bool:
    with clinic_context(clinic):
        return Lead.objects.archived().exists()


def test_u_takes_it_back(archived):
    clinic, page = archived
    assert is_archived(clinic)

    with page.expect_navigation():
        page.keyboard.press("u")

    page.wait_for_selector("#result_list")
    assert not is_archived(clinic)


def test_u_is_a_letter_where_somebody_writes(archived):
    clinic, page = archived

    page.focus("#searchbar")
    page.keyboard.press("u")

    assert page.input_value("#searchbar") == "u"
    assert page.is_visible("form[data-undo]")
    assert is_archived(clinic)
