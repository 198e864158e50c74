"""The first steps of a new clinic: on the landing page until all are done."""

import pytest
from django.apps import apps

from crm.testing.people import client_of, make_user
from tenants.context import clinic_context
from tenants.keys.services.issue import issue_key
from tenants.settings.mail_server import KIND
from tenants.settings.models import Credential
from tenants.settings.services.clinic import save_settings
from tenants.staff import roles
from tenants.staff.services.invitations import invite

CARD = "First steps"
PAGES = {
    "country": "/admin/settings/clinic/",
    "colleague": "/admin/staff/invite/",
    "mail": "/admin/integrations/",
    "form": "/admin/integrations/",
    "prices": "/admin/leads/treatment/",
    "channel": "/admin/integrations/",
}


@pytest.fixture
def admin(clinic):
    return make_user(clinic, role=roles.ADMIN, email="admin@example.com")


def landing(clinic, person):
    return client_of(clinic, person).get("/admin/").content.decode()


def do(clinic, step):
    with clinic_context(clinic):
        if step == "country":
            save_settings({"country": "AL"})
        elif step == "colleague":
            invite(email="new@example.com", role=roles.AGENT)
        elif step == "form":
            issue_key(kind="site", origins=["https://clinic-site.example"])
        elif step == "channel":
            apps.get_model("comms", "Account").objects.create(
                channel="sms", external_id="+447700900001", kind="twilio"
            )
        elif step == "prices":
            apps.get_model("leads", "Treatment").objects.filter(code="whitening").update(price_to=19900)
        else:
            Credential.objects.create(kind=KIND, sealed=b"sealed")


def test_a_new_clinic_is_told_its_steps_and_where_they_are_done(clinic, admin):
    page = landing(clinic, admin)
    card = page[page.index('aria-labelledby="first-steps"') :].partition("</section>")[0]

    assert "6 left" in card
    assert [path for path in PAGES.values() if f'href="{path}"' in card] == list(PAGES.values())
    assert {client_of(clinic, admin).get(path).status_code for path in PAGES.values()} == {200}


@pytest.mark.parametrize("step", PAGES)
def test_a_step_that_is_done_is_ticked_and_the_others_stay(clinic, admin, step):
    do(clinic, step)

    page = landing(clinic, admin)

    assert "5 left" in page
    assert page.count("check_circle") == 1


def test_the_card_vanishes_when_all_are_done(clinic, other_clinic, admin):
    for step in PAGES:
        do(clinic, step)

    assert CARD not in landing(clinic, admin)
    neighbour = make_user(other_clinic, role=roles.ADMIN, email="admin@example.com")
    assert "6 left" in landing(other_clinic, neighbour)


def test_a_guest_of_the_platform_is_no_colleague(clinic, admin):
    make_user(clinic, role=roles.ADMIN, email="guest@example.com", is_visitor=True)

    assert "6 left" in landing(clinic, admin)


@pytest.mark.parametrize(("role", "step"), [(roles.MARKETING, "form"), (roles.MANAGER, "prices")])
def test_each_role_is_asked_for_what_it_may_do(clinic, role, step):
    page = landing(clinic, make_user(clinic, role=role))

    assert "1 left" in page
    assert f'href="{PAGES[step]}"' in page


@pytest.mark.parametrize("role", [roles.AGENT, roles.READ_ONLY])
def test_whoever_can_do_none_of_them_is_not_asked(clinic, admin, role):
    assert CARD not in landing(clinic, make_user(clinic, role=role))
