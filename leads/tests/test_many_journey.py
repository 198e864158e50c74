"""1,240 leads moved at once and that undone, in a real browser (F:W5, W6, W9, T18)."""

import pytest
from django.utils import timezone

from crm.testing.people import client_of, make_user
from crm.testing.screens import Seat
from leads.models import Lead
from leads.tests.factories import stage_of
from leads.tests.many import make_leads
from tenants.context import clinic_context
from tenants.runs.models import Run
from tenants.runs.services.working import finish, one_piece
from tenants.undo.models import Operation

pytestmark = pytest.mark.browser

LEADS = 1240
DESK = {"width": 1440, "height": 900}


@pytest.fixture
def seat(chromium, web, no_worker, fresh_clinic):
    clinic = fresh_clinic()
    agent = make_user(clinic)
    make_leads(clinic, LEADS)
    seat = Seat(chromium, web, clinic, client_of(clinic, agent), viewport=DESK)
    yield clinic, seat
    assert seat.reports() == []
    seat.close()


def begun(clinic) -> Run:
    with clinic_context(clinic):
        return Run.objects.filter(ended_at=None).get()


def contacted(clinic) -> int:
    with clinic_context(clinic):
        return Lead.objects.filter(stage=stage_of("contacted")).count()


def test_all_1240_are_moved_with_progress_and_u_takes_it_back(seat):
    clinic, window = seat
    page = window.open("/admin/leads/lead/")
    with clinic_context(clinic):
        stage = stage_of("contacted").pk

    page.check("input.action-select >> nth=0")
    page.check("input[name=select_across]")
    page.select_option("#bulk-move", str(stage))
    with page.expect_navigation():
        page.click(".bw-bulk button[value=move]")
    assert page.text_content("dd").strip() == str(LEADS)
    with page.expect_navigation(url="**/admin/runs/**"):
        page.click("button[type=submit]:has-text('1240')")
    run = begun(clinic)
    with clinic_context(clinic):
        one_piece(run.pk, now=timezone.now())
    page.wait_for_function("document.querySelector('progress').value === 500")
    with clinic_context(clinic):
        finish(run.pk)
    page.wait_for_selector("text=See what came of it")
    assert contacted(clinic) == LEADS

    page.focus("body")
    with page.expect_navigation(url="**/admin/runs/**"):
        page.keyboard.press("u")
    with clinic_context(clinic):
        finish(begun(clinic).pk)
    page.wait_for_selector("text=See what came of it")
    with page.expect_navigation():
        page.click("text=See what came of it")

    assert "1240 of 1240 undone" in page.text_content("main")
    assert contacted(clinic) == 0
    with clinic_context(clinic):
        assert Operation.objects.whole().get().undone_count == LEADS
