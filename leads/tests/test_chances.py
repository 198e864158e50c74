"""The chance of a lead is its stage's until somebody sets it, and again when they let it go (F:L11)."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from crm.lib.errors import InvalidData, NotAllowed, NotThere
from crm.testing.people import client_of, make_user
from leads.models import Lead
from leads.services.chances import pin_probability, release_probability
from leads.services.moving import move_leads
from leads.tests.factories import make_lead, stage_of
from leads.tests.record_addresses import page, to
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.staff import roles

NOW = timezone.now()


@pytest.fixture
def here(clinic):
    with clinic_context(clinic):
        yield clinic


def chance_of(lead) -> str:
    return str(Lead.objects.get(pk=lead.pk).conversion_probability)


def test_it_follows_the_stage_unless_set_by_hand(here, agent):
    free, pinned = make_lead(here), make_lead(here)
    pin_probability(pinned.pk, Decimal("0.7"), by=agent, now=NOW)

    move_leads([free.pk, pinned.pk], to=stage_of("negotiation").pk, by=agent, now=NOW)

    assert (chance_of(free), chance_of(pinned)) == ("0.600", "0.700")


def test_released_it_is_that_of_the_stage_where_the_lead_stands_now(here, agent):
    lead = make_lead(here)
    pin_probability(lead.pk, Decimal("0.7"), by=agent, now=NOW)
    move_leads([lead.pk], to=stage_of("negotiation").pk, by=agent, now=NOW)

    release_probability(lead.pk, by=agent, now=NOW)
    release_probability(lead.pk, by=agent, now=NOW)

    assert chance_of(lead) == "0.600"
    assert Entry.objects.about(lead).saying("lead.chance_released").count() == 1


@pytest.mark.parametrize("wrong", ["-0.001", "1.001", "NaN"])
def test_a_chance_lies_between_0_and_1(here, agent, wrong):
    lead = make_lead(here)

    with pytest.raises(InvalidData):
        pin_probability(lead.pk, Decimal(wrong), by=agent, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Lead.objects.filter(pk=lead.pk).update(conversion_probability=Decimal("1.001"))


def test_a_colleagues_lead_is_not_there_and_who_looks_sets_nothing(here):
    owner = make_user(here, email="owner@example.com")
    own = make_user(here, email="own@example.com", data_scope="own")
    reader = make_user(here, role=roles.READ_ONLY, email="reader@example.com")
    lead = make_lead(here, assigned_to=owner)

    with pytest.raises(NotThere):
        pin_probability(lead.pk, Decimal("0.5"), by=own, now=NOW)
    with pytest.raises(NotAllowed):
        release_probability(lead.pk, by=reader, now=NOW)


def test_on_the_page_it_is_set_shown_and_let_go(clinic, agent_client):
    lead = make_lead(clinic)

    set_by_hand = agent_client.post(to(lead, "chance"), {"percent": "70"}, follow=True).content.decode()
    let_go = agent_client.post(to(lead, "chance"), {"do": "release"}, follow=True).content.decode()

    assert "70 % <span" in set_by_hand
    assert ('value="release">' in set_by_hand, 'name="percent"' in set_by_hand) == (True, False)
    assert 'name="percent"' in let_go
    with clinic_context(clinic):
        assert chance_of(lead) == "0.080"


@pytest.mark.parametrize("wrong", ["", "101", "-1", "12.5", "many", "\x00", "²", "9" * 30])
def test_what_is_no_percent_is_said_beside_the_field_and_changes_nothing(clinic, agent_client, wrong):
    lead = make_lead(clinic)

    answer = agent_client.post(to(lead, "chance"), {"percent": wrong})

    assert answer.status_code == 422
    assert 'id="chance-wrong" role="alert">A chance lies between 0 and 100 percent.' in answer.content.decode()
    with clinic_context(clinic):
        assert not Lead.objects.get(pk=lead.pk).probability_pinned


def test_who_only_looks_is_offered_no_chance_and_a_colleagues_lead_is_not_there(clinic):
    reader = client_of(clinic, make_user(clinic, role=roles.READ_ONLY, email="reader@example.com"))
    own = client_of(clinic, make_user(clinic, email="own@example.com", data_scope="own"))
    lead = make_lead(clinic, assigned_to=make_user(clinic, email="owner@example.com"))

    answers = [one.post(to(lead, "chance"), {"percent": "70"}).status_code for one in (reader, own)]

    assert answers == [403, 404]
    assert "/chance/" not in reader.get(page(lead)).content.decode()
