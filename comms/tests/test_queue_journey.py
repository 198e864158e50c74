"""The call queue worked with the keyboard alone, in a real browser (F:C9, W9, LOOK 07)."""

import pytest
from django.utils import timezone

from comms.tests.test_queue_turns import to_call
from crm.testing.browsers import SIZES
from crm.testing.people import client_of, make_user
from crm.testing.screens import Seat
from leads.models import ContactAttempt, Lead
from tenants.context import clinic_context

pytestmark = pytest.mark.browser

QUEUE = "/admin/comms/queue/"


@pytest.fixture
def seat(chromium, web, fresh_clinic):
    clinic = fresh_clinic()
    for number, name in enumerate(("Anna", "Bruno", "Carla", "Dario")):
        lead = to_call(clinic, name, lead_score=90 - number, language="it")
        with clinic_context(clinic):  # they asked for this moment, so the hour of the test does not matter
            asked = {"next_follow_up": timezone.now(), "follow_up_why": "call_back", "answer_due_at": None}
            Lead.objects.filter(pk=lead.pk).update(**asked)
    seat = Seat(chromium, web, clinic, client_of(clinic, make_user(clinic)), viewport=SIZES["desk"])
    yield clinic, seat
    assert seat.reports() == []
    seat.close()


def shown(page) -> str:
    return page.text_content("#queue-who").split()[0]


def press(page, *keys: str) -> str:
    """Type these, the last of which goes to another page; who is there then."""
    for key in keys[:-1]:
        page.keyboard.press(key) if len(key) < 2 or key in {"Space", "Escape"} else page.keyboard.type(key)
    with page.expect_navigation():
        page.keyboard.press(keys[-1])
    return shown(page) if page.locator("#queue-who").count() else ""


def test_four_people_are_worked_through_without_the_mouse(seat):
    clinic, window = seat
    page = window.open(QUEUE)

    assert shown(page) == "Anna"
    page.keyboard.press("Enter")  # no result yet
    page.get_by_text("Say how it went first.").wait_for()
    assert press(page, "6", "n", "nobody there", "Enter") == "Bruno"
    assert press(page, "s") == "Carla"
    assert press(page, "4", "Space", "Enter") == "Dario"
    assert press(page, "1", "Enter") == "Bruno"
    # the list of reasons has the focus, and finds by letters
    assert press(page, "-", "Price", "Escape", "Enter") == ""

    with clinic_context(clinic):
        noted = ContactAttempt.objects.order_by("id").values_list("lead__first_name", "disposition")
        results = dict(noted)
        assert results == {
            "Anna": "no_answer", "Carla": "callback", "Dario": "interested", "Bruno": "not_interested",
        }  # fmt: skip
        assert Lead.objects.get(first_name="Anna").notes.get().body == "nobody there"
    assert "4 done today, 3 reached" in page.text_content(".bw-queue-day")
