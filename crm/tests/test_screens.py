"""Every page in a real browser: usable for everybody, and nothing on it that our policy refuses (LOOK 7, H:N11)."""

import pytest
from django.utils import timezone

from attribution.meta_leads.tests.factories import page_with_trouble
from attribution.models import SourceRule
from attribution.services.counting import count_anew
from attribution.tests.factories import campaign_in, touch_of
from comms.sequences.services.presets import start_from
from comms.tests.factories import make_conversation, make_message
from crm.testing.accessibility import axe, wrong_on
from crm.testing.people import client_of, make_user
from crm.testing.screens import PUBLIC, Seat, screens
from leads.models import Treatment
from leads.tests.factories import arrive, make_lead, reach, scored
from tenants.context import clinic_context
from tenants.staff.roles import ADMIN

pytestmark = pytest.mark.browser
OF_A_SEQUENCE = ("publish", "settings", "window", "step", "rehearsal", "results", "people", "rules/new")


@pytest.fixture
def desk(fresh_clinic):
    """A clinic at work, its Admin's client, and all pages that the Admin can open."""
    clinic = fresh_clinic()
    admin = make_user(clinic, role=ADMIN, email="admin@example.com", full_name="Ana Hoxha")
    lead = make_lead(clinic, country="IT", **scored(has_phone=True, treatment="Bridge"))
    reach(clinic, lead, "phone", "+393331234567")
    arrive(clinic, lead, landing_page_url="https://clinic.example/implants")
    client = client_of(clinic, admin)
    talk = make_conversation(clinic, lead, address="+393331234567")
    make_message(clinic, talk, "We are glad to help", state="failed", code="30006")
    with clinic_context(clinic):
        treatment = Treatment.objects.get(code="bridge")
        sequence = start_from("first_week", by=admin, now=timezone.now())
        step = sequence.versions.get().steps.first()
        campaign = campaign_in("google_ads", "Implants")
        rule = SourceRule.objects.create(source="what*", target=campaign)
        touch_of(lead, gclid="x", campaign="Implants")
        count_anew([lead.pk])
    rows = (
        f"/admin/leads/lead/{lead.pk}/change/",
        f"/admin/leads/treatment/{treatment.pk}/change/",
        f"/admin/staff/user/{admin.pk}/change/",
        f"/admin/comms/inbox/{talk.pk}/",
        f"/admin/comms/lead/{lead.pk}/?way=note",
        f"/admin/sequences/{sequence.pk}/",
        f"/admin/sequences/{sequence.pk}/step/{step.key}/",
        *(f"/admin/sequences/{sequence.pk}/{page}/" for page in OF_A_SEQUENCE),
        f"/admin/stages/{lead.stage_id}/rules/new/",
        f"/admin/campaigns/tree/{campaign.pk}/",
        f"/admin/campaigns/rules/{rule.pk}/",
        *(f"/admin/meta-leads/{page}" for page in page_with_trouble(clinic)),
    )
    return clinic, client, screens(client, *rows, "/admin/leads/lead/?q=nobody")


# The description of the API is drawn by its own script, and what is not there by Django while we develop.
WITHOUT_COLOURS = ("/api/docs/", "/nothing-here")


def wrong_with(page):
    return {"page": axe(page)} if page.url.endswith(WITHOUT_COLOURS) else wrong_on(page)


@pytest.mark.parametrize("half", [0, 1])
def test_every_page_can_be_used_by_everybody(chromium, web, desk, half):
    clinic, client, paths = desk
    seat = Seat(chromium, web, clinic, client, bypass_csp=True)
    guest = Seat(chromium, web, clinic, bypass_csp=True)

    wrong = {path: wrong_with(seat.open(path)) for path in paths[half::2]}
    wrong |= {path: wrong_with(guest.open(path)) for path in PUBLIC[half::2]}
    seat.close()
    guest.close()

    assert {path: found for path, found in wrong.items() if any(found.values())} == {}
    assert len(paths) > 6


def test_the_ears_are_open_a_page_with_an_inline_script_is_reported(chromium, web, desk):
    clinic, client, _paths = desk
    seat = Seat(chromium, web, clinic, client)
    page = seat.open("/admin/leads/lead/")

    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=alert(1)>')")
    page.wait_for_function("window.reports.length > 0")

    assert seat.dialogs == []
    seat.close()
