"""Two leads are merged side by side with the mouse, and are two again (F:L22, T18)."""

import pytest
from playwright.sync_api import expect

from crm.testing.accessibility import wrong_on
from crm.testing.browsers import SIZES, too_wide
from crm.testing.people import make_user
from leads.models import Lead
from leads.tests.test_lead_screens import Visit
from leads.tests.twins import mario
from tenants.context import clinic_context

pytestmark = pytest.mark.browser


@pytest.fixture
def twins(fresh_clinic):
    """The clinic, and a Mario Rossi who wrote twice: from two mails, of two cities."""
    clinic = fresh_clinic()
    make_user(clinic)
    first = mario(clinic, mail="mariorossi@gmail.com", minutes=90, city="Bari", country="IT")
    return clinic, first, mario(clinic, mail="mario.rossi@gmial.com", minutes=5, city="Lecce", country="IT")


def standing(clinic):
    with clinic_context(clinic):
        rows = Lead.objects.order_by("pk").prefetch_related("identities")
        return [(one.city, one.merged_into_id, [str(each) for each in one.identities.all()]) for one in rows]


def test_two_leads_are_merged_side_by_side_and_taken_apart_again(chromium, web, live, twins):
    clinic, first, second = twins
    before = standing(clinic)
    visit = Visit(chromium, web, clinic, viewport=SIZES["desk"])
    visit.log_in()
    page = visit.page

    page.goto(f"{visit.home}/admin/leads/lead/{second.pk}/change/")
    page.get_by_role("link", name="1 similar lead").click()
    page.get_by_role("link", name="Compare").click()
    page.get_by_role("radiogroup", name="City").get_by_label("Lecce").check()
    page.set_viewport_size(SIZES["phone"])
    wide = too_wide(page)
    page.set_viewport_size(SIZES["desk"])
    page.get_by_role("button", name="Merge into Mario Rossi").click()
    page.wait_for_url(f"**/{first.pk}/change/**")
    merged = standing(clinic)
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_role("link", name="1 similar lead")).to_be_visible()

    assert merged[0][0] == "Lecce"
    assert merged[1][1] == first.pk
    assert len(merged[0][2]) == 2
    assert standing(clinic) == before
    assert not wide
    assert visit.troubles == []
    visit.context.close()


def test_the_pages_of_similar_leads_can_be_used_by_everybody(chromium, web, live, twins):
    clinic, first, second = twins
    visit = Visit(chromium, web, clinic, viewport=SIZES["desk"], bypass_csp=True)
    visit.log_in()
    below = f"{visit.home}/admin/leads/lead/{first.pk}"

    wrong = {}
    for address in ("similar/", f"merge/?with={second.pk}"):
        visit.page.goto(f"{below}/{address}")
        wrong |= {f"{address} {seen}": found for seen, found in wrong_on(visit.page).items() if found}
    visit.context.close()

    assert wrong == {}


def test_while_somebody_writes_down_a_new_lead_the_page_says_who_is_known(chromium, web, live, twins):
    clinic, first, _second = twins
    visit = Visit(chromium, web, clinic, viewport=SIZES["phone"])
    visit.log_in()
    page = visit.page
    page.goto(f"{visit.home}/admin/leads/new/")

    page.fill("#id_first_name", "Mario")
    page.fill("#id_last_name", "Rossi")
    page.fill("#id_email", "mario.rossi@gmail.con")

    known = page.get_by_role("status").filter(has_text="Perhaps known already")
    expect(known.get_by_role("link", name="Mario Rossi").first).to_have_attribute(
        "href", f"/admin/leads/lead/{first.pk}/change/"
    )
    with page.expect_navigation(url="**/change/"):
        page.get_by_role("button", name="Write down").click()
    with clinic_context(clinic):
        assert Lead.objects.count() == 3
    assert visit.troubles == []
    visit.context.close()
