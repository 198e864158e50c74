"""The working record in a real browser, by keyboard: a note naming a colleague, a tag, the next step put off."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm.testing.browsers import SIZES, news, too_wide
from crm.testing.people import make_user
from leads.models import Lead, LeadTag, Note
from leads.services.tags import tag_leads
from leads.tests.factories import make_lead
from leads.tests.test_lead_screens import Visit
from tenants.context import clinic_context
from tenants.notices.models import Notice
from tenants.staff.models import User

pytestmark = pytest.mark.browser


@pytest.fixture
def clinic_at_work(fresh_clinic):
    clinic = fresh_clinic()
    make_user(clinic)
    make_user(clinic, email="giulia@example.com", full_name="Giulia Rossi")
    return clinic


@pytest.fixture
def ana(chromium, web, live, clinic_at_work):
    lead = make_lead(clinic_at_work, "Heike", "Brandt", country="DE", city="Kassel")
    one = Visit(chromium, web, clinic_at_work, viewport=SIZES["desk"])
    one.log_in()
    one.page.goto(f"{one.home}/admin/leads/lead/{lead.pk}/change/")
    yield one
    one.context.close()


def test_a_note_a_tag_and_a_snooze_by_keyboard_alone(ana, clinic_at_work):
    keyboard = ana.page.keyboard
    keyboard.press("n")
    keyboard.type("Wants May. @giulia rossi look")
    with ana.page.expect_navigation():
        keyboard.press("Control+Enter")
    ana.page.get_by_role("status").get_by_text("The note is saved.").wait_for()
    keyboard.press("t")
    keyboard.type("smoker")
    with ana.page.expect_navigation():
        keyboard.press("Enter")
    ana.page.locator(".bw-tags .bw-chip", has_text="smoker").wait_for()
    keyboard.press("s")
    with ana.page.expect_navigation():
        keyboard.press("Enter")
    ana.page.get_by_text("Next step of 1 lead").wait_for()

    with clinic_context(clinic_at_work):
        assert Notice.objects.get(kind="mentioned").user.email == "giulia@example.com"
        assert LeadTag.objects.get().tag.name == "smoker"
        assert Lead.objects.get().next_follow_up is not None
    expect(ana.page.get_by_text("in Kassel")).to_be_visible()
    assert ana.troubles == []


def test_what_a_colleague_does_is_shown_by_itself_and_not_under_the_hands_of_who_writes(ana, clinic_at_work):
    page, deed = ana.page, {"now": timezone.now()}
    with clinic_context(clinic_at_work):
        deed["by"] = User.objects.get(email="giulia@example.com")
        pk = Lead.objects.get().pk
    page.wait_for_function("document.documentElement.dataset.live === 'on'")

    with clinic_context(clinic_at_work):
        tag_leads([pk], add=["vip"], remove=[], **deed)
    page.locator(".bw-tags .bw-chip", has_text="vip").wait_for()
    page.reload()  # so that it would ask at once: one that has just asked waits
    page.fill("#note-body", "Half a sen")
    with clinic_context(clinic_at_work), news(page) as asked:
        tag_leads([pk], add=["smoker"], remove=[], **deed)
    asked_anew = page.url in asked
    is_kept = page.input_value("#note-body"), page.locator(".bw-tags .bw-chip", has_text="smoker").count()
    page.fill("#note-body", "")
    page.locator("#note-body").blur()
    page.locator(".bw-tags .bw-chip", has_text="smoker").wait_for()

    assert (is_kept, asked_anew) == (("Half a sen", 0), False)
    assert ana.troubles == []


def test_on_a_phone_all_of_it_is_there_and_nothing_is_too_wide(ana, clinic_at_work):
    ana.page.set_viewport_size(SIZES["phone"])

    ana.page.fill("#note-body", "x" * 400)
    with ana.page.expect_navigation():
        ana.page.click(".bw-compose button[type=submit]")
    ana.page.locator(".bw-tl .bw-msg", has_text="x" * 400).wait_for()
    ana.page.click("text=Asked for a call back")

    expect(ana.page.locator("#result-callback")).to_be_visible()
    assert not too_wide(ana.page)
    with clinic_context(clinic_at_work):
        assert Note.objects.get().body == "x" * 400
