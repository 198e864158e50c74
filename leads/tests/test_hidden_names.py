"""The trail of a lead names no lead and no partner that its reader does not see (H:A2, A4, A7)."""

import pytest

from crm.testing.people import client_of, make_user
from leads.models import Lead, Partner
from leads.services.editing import change_lead
from leads.services.merging_leads import merge_leads
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.staff.models import User

HIDDEN = "out of your sight"


@pytest.fixture
def owner(clinic):
    return make_user(clinic, email="owner@example.com")


@pytest.fixture
def own_client(clinic):
    return client_of(clinic, make_user(clinic, email="own@example.com", data_scope=User.DataScope.OWN))


def history(client, lead) -> str:
    return client.get(f"/admin/leads/lead/{lead.pk}/history/").content.decode()


def page(client, lead) -> str:
    return client.get(f"/admin/leads/lead/{lead.pk}/change/").content.decode()


def test_a_merged_lead_tells_neither_name_nor_number_of_a_survivor_out_of_sight(
    clinic, act, agent_client, own_client, owner
):
    stays, goes = make_lead(clinic, "Zsecret", minutes=50), make_lead(clinic, "Mario")
    act(merge_leads, stays.pk, goes.pk)
    with clinic_context(clinic):
        Lead.objects.filter(pk=stays.pk).update(assigned_to=owner)
    address = f"/api/v1/leads/{goes.pk}"

    shown = history(own_client, goes) + page(own_client, goes)
    listed = own_client.get("/api/v1/leads?archived=yes").json()["results"]

    assert HIDDEN in shown
    assert "Zsecret" not in shown
    assert [own_client.get(address).json()["merged_into"], listed[0]["merged_into"]] == [None, None]
    assert "Zsecret" in history(agent_client, stays)
    assert agent_client.get(address).json()["merged_into"] == stays.pk
    assert agent_client.get("/api/v1/leads?archived=yes").json()["results"][0]["merged_into"] == stays.pk


def test_a_companion_does_not_name_a_holder_out_of_sight(clinic, own_client, agent_client, owner):
    holder = make_lead(clinic, "Zsecret", assigned_to=owner)
    companion = make_lead(clinic, "Luca", companion_of=holder)

    shown = history(own_client, companion) + page(own_client, companion)

    assert HIDDEN in shown
    assert "Zsecret" not in shown
    assert "Zsecret" in history(agent_client, companion)


def test_who_works_for_a_partner_reads_no_other_partners_name(clinic, act, agent_client):
    person = make_user(clinic, email="partner@example.com", data_scope=User.DataScope.PARTNER)
    with clinic_context(clinic):
        before, after = (Partner.objects.create(name=name, code=name.lower()) for name in ("Zsecret", "Adria"))
        after.members.add(person)
    lead = make_lead(clinic, partner=before)
    act(change_lead, lead.pk, {"partner_id": after.pk})

    shown = [history(client_of(clinic, person), lead), page(client_of(clinic, person), lead)]

    assert ["Adria" in text for text in shown] == [True, True]
    assert ["Zsecret" in text for text in shown] == [False, False]
    assert "Zsecret" in history(agent_client, lead)
