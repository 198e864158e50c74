"""The two journeys of the working record, in a real browser (F:L1, L7, W2, T12)."""

import pytest
from playwright.sync_api import expect

from crm.testing.browsers import SIZES, news
from crm.testing.people import make_user
from leads.models import Enquiry, Lead, Patient, StageChange
from leads.tests.factories import make_lead, reach
from leads.tests.test_lead_screens import Visit
from tenants.context import clinic_context
from tenants.live.publisher import publish

pytestmark = pytest.mark.browser


@pytest.fixture
def clinic_at_work(fresh_clinic):
    clinic = fresh_clinic()
    make_user(clinic)
    reach(clinic, make_lead(clinic, "Marco", "Bellini", country="IT"), "phone", "+393331110142")
    make_lead(clinic, "Heike", "Brandt", country="DE")
    return clinic


@pytest.fixture
def ana(chromium, web, live, clinic_at_work):
    one = Visit(chromium, web, clinic_at_work, viewport=SIZES["desk"])
    one.log_in()
    yield one
    one.context.close()


def test_found_by_half_a_number_a_lead_goes_from_new_to_accepted_and_its_timeline_tells(ana, clinic_at_work):
    page = ana.page
    page.keyboard.press("/")
    page.keyboard.type("0333 111")
    with page.expect_navigation(url="**q=0333**"):
        page.keyboard.press("Enter")
    with page.expect_navigation():
        page.locator("#result_list").get_by_role("link", name="Marco Bellini").click()
    for stage in ("Contacted", "Qualified", "Quote sent"):
        _move(page, stage)

    expect(page.locator("#id_amount")).to_be_hidden()
    page.select_option("#id_stage", label="Lost")
    page.fill("#id_lost_note", "Too far away")  # and thought better of it
    page.select_option("#id_stage", label="Accepted (deposit)")
    page.fill("#id_amount", "6900")
    _save(page)

    page.locator(".bw-tl").get_by_text("Accepted (deposit)").first.wait_for()
    told = page.locator(".bw-tl").inner_text()
    with clinic_context(clinic_at_work):
        lead = Lead.objects.get(last_name="Bellini")
        steps = [one.to_semantic for one in StageChange.objects.filter(lead=lead).order_by("at", "id")]
        enquiry = Enquiry.objects.get(lead=lead)
        assert steps == ["new", "contacted", "qualified", "proposal", "accepted"]
        assert (enquiry.amount, enquiry.currency) == (690_000, "EUR")
        assert Patient.objects.filter(lead=lead).exists()
    assert all(stage in told for stage in ("Contacted", "Qualified", "Quote sent", "Accepted (deposit)"))
    assert ana.troubles == []


def test_of_two_who_edit_one_lead_the_second_sees_both_values_and_decides(ana, clinic_at_work):
    first, second = ana.page, ana.context.new_page()
    with clinic_context(clinic_at_work):
        pk = Lead.objects.get(last_name="Brandt").pk
    address = f"{ana.home}/admin/leads/lead/{pk}/change/"
    first.goto(address)
    second.goto(address)

    for page in (first, second):
        page.click("text=Change more")
    first.fill("#id_city", "Kassel")
    second.fill("#id_city", "Fulda")  # before the first saves: a page on which nobody writes follows by itself
    _save(first)
    _save(second)
    with clinic_context(clinic_at_work), news(second) as asked:
        publish("lead_updated", {"lead_id": pk})

    shown = second.locator("main").inner_text()
    with clinic_context(clinic_at_work):
        held = Lead.objects.get(last_name="Brandt").city
    _save(second)
    with clinic_context(clinic_at_work):
        decided = Lead.objects.get(last_name="Brandt").city
    assert "Kassel" in shown
    assert "Fulda" in shown
    assert address not in asked
    assert (held, decided) == ("Kassel", "Fulda")


def _move(page, stage: str) -> None:
    page.select_option("#id_stage", label=stage)
    _save(page)
    page.locator(".bw-steps, .bw-path, main").get_by_text(stage).first.wait_for()


def _save(page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
