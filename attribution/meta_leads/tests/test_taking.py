"""A filled form becomes a lead once, whoever tells of it; what cannot become one waits and is not lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from attribution.meta_leads.models import Connection, Form, InstantLead
from attribution.meta_leads.services import connecting, polling, taking
from attribution.meta_leads.tests.conftest import GIULIA
from attribution.models import Touchpoint
from crm.lib.errors import Conflict, InvalidData
from crm.testing.people import make_user
from leads.models import Consent, Lead, LeadPayload, Partner
from tenants.context import clinic_context
from tenants.notices.models import Notice

State = InstantLead.State
TEST = {
    "full_name": ["<test lead: dummy data for full_name>"],
    "phone_number": ["<test lead: dummy data for phone>"],
}


@pytest.fixture
def world(meta):
    return meta.host.pages


@pytest.fixture
def fill(delivered, world, page, connection, worked):
    """Somebody fills the first form; by default Meta tells of it and the worker works."""
    with_forms(connection)

    def filled(answers, *, told=True, **more):
        leadgen_id = world.fill(page.forms[0].id, answers, **more)
        if told:
            delivered()
            worked()
        return leadgen_id

    return filled


def with_forms(connection):
    polling.look_at(connection.pk, now=timezone.now())


def row(leadgen_id):
    return InstantLead.objects.get(leadgen_id=leadgen_id)


def test_what_a_webhook_tells_is_a_lead_with_the_touch_of_its_ad(fill):
    found = row(fill(GIULIA))

    lead = Lead.objects.get()
    touch = Touchpoint.objects.get(lead=lead)
    assert (found.state, found.lead, found.told_by) == (State.ENTERED, lead, "webhook")
    assert (lead.first_name, lead.last_name, lead.source) == ("Giulia", "Bellini", "facebook")
    assert (touch.meta_lead_id, touch.channel, touch.source, touch.medium) == (
        found.leadgen_id, "meta_lead", "facebook", "paid",
    )  # fmt: skip
    assert all([touch.campaign_id, touch.adset_id, touch.ad_id])
    assert touch.campaign == "Implants autumn"


def test_told_five_times_and_looked_for_twice_it_is_one_lead(delivered, world, page, connection, fill, worked):
    leadgen_id = fill(GIULIA)
    for _ in range(4):
        world.tell(page, world.leads[leadgen_id])
    delivered()
    worked()
    for _ in range(2):
        polling.look_at(connection.pk, now=timezone.now())

    assert Lead.objects.count() == 1
    assert LeadPayload.objects.count() == 1


def test_what_no_webhook_told_of_is_found_by_looking(connection, fill):
    leadgen_id = fill(GIULIA, told=False)

    assert polling.look_at(connection.pk, now=timezone.now()) == 1
    assert (row(leadgen_id).state, row(leadgen_id).told_by) == (State.ENTERED, "look")


def test_a_test_lead_is_recognised_marked_and_is_nobody(fill):
    assert row(fill(TEST)).state == State.TEST
    assert (Lead.objects.count(), LeadPayload.objects.count()) == (0, 0)


def test_an_incomplete_one_waits_in_triage_with_all_that_was_answered(fill):
    found = row(fill({"full_name": ["Giulia Bellini"]}))

    assert (found.state, found.payload.held_for) == (State.HELD, LeadPayload.HeldFor.INCOMPLETE)
    assert b"Giulia" in bytes(found.payload.body)
    assert Lead.objects.count() == 0


def test_what_nobody_has_chosen_a_meaning_for_waits_until_somebody_does(connection, fill):
    found = row(fill({"full_name": ["Giulia Bellini"], "come_ti_raggiungiamo": ["+393399957010"]}))
    assert found.state == State.UNROUTED
    form = Form.objects.get(form_id=found.form_id)
    form.choices = {"come_ti_raggiungiamo": "phone"}
    form.save()

    assert taking.take_again_of(form.pk, now=timezone.now()) == 1

    found.refresh_from_db()
    assert (found.state, found.lead.first_name, found.payload.held_for) == (State.ENTERED, "Giulia", "")
    assert taking.take_again_of(form.pk, now=timezone.now()) == 0


def test_of_the_page_of_a_partner_the_leads_are_the_partners(connection, fill):
    partner = Partner.objects.create(name="Agency", code="agency")
    Connection.objects.update(partner=partner)

    fill(GIULIA)

    assert Lead.objects.get().partner == partner


def test_a_box_of_which_somebody_said_what_it_is_for_is_kept_as_consent(fill):
    Form.objects.update(choices={"box_2": "consent.ads"})

    fill(GIULIA, boxes={"box_2": True, "something": True})

    assert list(Consent.objects.values_list("purpose", "is_given", "source")) == [("ads", True, "meta")]


def test_what_meta_does_not_show_is_asked_for_again_and_then_shown_to_people(world, page, fill, worked):
    world.standing(page).may_read_leads = False
    leadgen_id = fill(GIULIA)
    assert (row(leadgen_id).state, row(leadgen_id).attempts) == (State.WAITING, 1)

    for hours in range(1, 8):
        worked(timezone.now() + timedelta(hours=hours))

    assert row(leadgen_id).state == State.UNFETCHED
    world.standing(page).may_read_leads = True
    taking.fetch_again(row(leadgen_id).pk, now=timezone.now())
    worked()
    assert row(leadgen_id).state == State.ENTERED


def test_with_a_dead_token_it_waits_admins_hear_once_and_a_new_key_brings_it(
    clinic, world, page, admin, connection, fill, worked
):
    world.standing(page).is_alive = False
    waiting = [fill(GIULIA), fill({**GIULIA, "phone_number": ["+393399957011"]})]
    polling.look_at(connection.pk, now=timezone.now())

    connection.refresh_from_db()
    assert (connection.state, connection.is_red) == ("broken", True)
    assert Notice.objects.filter(kind="meta_connection_broken", user=admin).count() == 1
    assert {row(one).state for one in waiting} == {State.WAITING}

    world.standing(page).is_alive = True
    connecting.connect_again(connection.pk, page.token, by=admin, now=timezone.now())
    worked()

    assert {row(one).state for one in waiting} == {State.ENTERED}
    connection.refresh_from_db()
    assert (connection.state, connection.is_red, connection.told_at) == ("ok", False, None)


def test_a_page_is_one_clinics_until_that_clinic_takes_it_away(clinic, other_clinic, page, admin, connection):
    with clinic_context(other_clinic):
        theirs = make_user(other_clinic, role="Admin")
        with pytest.raises(Conflict, match="another clinic"):
            connecting.connect(page.token, partner=None, by=theirs, now=timezone.now())
        assert Connection.objects.count() == 0
    with clinic_context(clinic):
        connecting.disconnect(connection.pk, by=admin, now=timezone.now())
    with clinic_context(other_clinic):
        assert connecting.connect(page.token, partner=None, by=theirs, now=timezone.now()).page_id == page.id


def test_connected_again_a_page_brings_nobody_a_second_time(page, admin, connection, fill):
    fill(GIULIA)
    connecting.disconnect(connection.pk, by=admin, now=timezone.now())

    again = connecting.connect(page.token, partner=None, by=admin, now=timezone.now())
    polling.look_at(again.pk, now=timezone.now())

    assert (Lead.objects.count(), LeadPayload.objects.count()) == (1, 1)


@pytest.mark.parametrize("lacks", [{"is_alive": False}, {"lacks": {"leads_retrieval"}}])
def test_a_key_that_is_not_enough_connects_nothing(clinic, world, page, admin, lacks):
    for name, value in lacks.items():
        setattr(world.standing(page), name, value)
    with clinic_context(clinic):
        report = connecting.check(page.token)
        with pytest.raises(InvalidData) as no:
            connecting.connect(page.token, partner=None, by=admin, now=timezone.now())

        assert not report.is_enough
        assert list(no.value.fields) == ["key"]
        assert Connection.objects.count() == 0
