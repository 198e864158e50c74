"""Who may be the same person as a lead: near ones are proposed, a colleague's shows its owner and no more
(F:L22, H:A2, A8, A10)."""

import pytest

from crm.lib.errors import InvalidData, NotThere
from crm.testing.people import make_user
from leads.models import Lead, NotTheSame
from leads.services.duplicates import (
    Why,
    say_two_people,
    similar_to,
    similar_to_told,
    take_back_two_people,
)
from leads.services.merging_leads import merge_leads
from leads.services.reading import Told, read_contacts
from leads.tests.twins import likely, mario
from tenants.context import clinic_context
from tenants.undo.services.ledger import undo


@pytest.fixture
def crowd(clinic):
    """One lead, those that look like it in the order of what speaks for it, and some that do not."""
    first = mario(clinic, phone="+39333111222", mail="mariorossi@gmail.com", country="IT")
    twins = [
        mario(clinic, phone="+355333111222"),
        mario(clinic, broken="0333 111 222", first_name="", last_name=""),
        mario(clinic, mail="mario.rossi@gmial.com", last_name="Rosi"),
        mario(clinic, mail="mariorosi@gmail.com"),
        mario(clinic, country="IT"),
    ]
    mario(clinic, broken="333111222", first_name="Anna")
    mario(clinic, country="DE")
    mario(clinic, companion_of=first, first_name="Mario Luca")
    return first, twins


def test_a_lead_is_shown_who_may_be_the_same_the_likeliest_first(clinic, agent, crowd):
    first, twins = crowd

    assert likely(clinic, first, agent) == [one.pk for one in twins]


def test_each_of_them_is_shown_the_lead_too(clinic, agent, crowd):
    first, twins = crowd

    assert all(first.pk in likely(clinic, one, agent) for one in twins)


def test_the_neighbours_leads_are_nobodys_duplicates_here(clinic, other_clinic, agent, crowd):
    first, _twins = crowd
    before = likely(clinic, first, agent)
    mario(other_clinic, phone="+355333111222", country="IT")
    mario(other_clinic, broken="333111222", country="IT")

    assert likely(clinic, first, agent) == before


def test_nobody_is_asked_again_about_two_people_until_it_is_taken_back(clinic, act, agent, crowd):
    first, twins = crowd
    pair = twins[0].pk, first.pk

    act(say_two_people, *pair)
    act(say_two_people, *pair)
    said = likely(clinic, first, agent), likely(clinic, twins[0], agent)
    with clinic_context(clinic):
        take_back_two_people(*pair, by=agent)

    assert twins[0].pk not in said[0]
    assert first.pk not in said[1]
    assert likely(clinic, first, agent)[0] == twins[0].pk


def test_two_people_stay_two_when_one_of_them_is_merged_into_a_third(clinic, act, agent, crowd):
    first, twins = crowd
    act(say_two_people, first.pk, twins[0].pk)

    done = act(merge_leads, twins[4].pk, twins[0].pk)
    after = likely(clinic, first, agent)
    act(undo, done.operation.pk)

    assert not {twins[0].pk, twins[4].pk} & set(after)
    assert twins[4].pk in likely(clinic, first, agent)


def test_two_people_are_told_apart_by_who_sees_both(clinic, act, agent, colleagues, crowd):
    first, _twins = crowd
    with clinic_context(clinic):
        type(agent).objects.filter(pk=agent.pk).update(data_scope="own")

    with pytest.raises(NotThere):
        act(say_two_people, first.pk, colleagues.pk)
    with pytest.raises(InvalidData):
        act(say_two_people, first.pk, first.pk)
    with clinic_context(clinic):
        assert not NotTheSame.objects.exists()


def test_a_colleagues_lead_shows_who_has_it_and_no_more(clinic, agent, crowd):
    first, twins = crowd
    owner = make_user(clinic, email="erion@example.com", full_name="Erion Hoxha")
    with clinic_context(clinic):
        Lead.objects.filter(pk__in=[one.pk for one in twins[:3]]).update(assigned_to=owner)
        type(agent).objects.filter(pk=agent.pk).update(data_scope="own")
        agent.refresh_from_db()
        found = similar_to(Lead.objects.get(pk=first.pk), reader=agent)

    assert [one.lead.pk for one in found.proposals] == [twins[3].pk, twins[4].pk]
    assert found.sentences == ["This person is known already: Erion Hoxha has them. Ask them or your manager."]


def test_whom_somebody_is_about_to_write_down_is_compared_too_and_an_exact_one_by_any_name(clinic, agent, crowd):
    first, twins = crowd
    contacts = read_contacts({"phone": "+39333111222", "email": "mario.rosi@gmail.con"})
    with clinic_context(clinic):
        told = similar_to_told(Told("Luca", "Bianchi", "IT", contacts), reader=agent)
        near = similar_to_told(Told("Mario", "Rossi", "IT", contacts[1:]), reader=agent)
        nobody = similar_to_told(Told("Zoe", "", "", ()), reader=agent)

    assert [(one.lead.pk, one.why) for one in told.proposals] == [
        (first.pk, (Why.CONTACT,)),
        (twins[1].pk, (Why.NUMBER,)),  # without a name
    ]
    assert [one.lead.pk for one in near.proposals] == [twins[3].pk, first.pk, twins[4].pk]
    assert not nobody


def test_it_costs_one_statement_where_nobody_is_like_them_and_five_however_many_are(
    clinic, agent, crowd, django_assert_num_queries
):
    first, _twins = crowd
    alone = mario(clinic, first_name="Zoe", last_name="Okafor", phone="+442071838750", country="GB")
    with clinic_context(clinic):
        rows = Lead.objects.prefetch_related("identities")
        alone, first = rows.get(pk=alone.pk), rows.get(pk=first.pk)
        assert similar_to(first, reader=agent)
        with django_assert_num_queries(1):
            assert not similar_to(alone, reader=agent)
        with django_assert_num_queries(5):
            assert similar_to(first, reader=agent)
