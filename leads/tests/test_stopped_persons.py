"""A lead is stopped as a person, whatever becomes of the addresses (H:G7)."""

import pytest

from crm.testing.people import client_of, key_of, make_user, post_lead
from leads.models import Identity, Lead, Suppression
from leads.services.consent import lift, stop_lead, suppress, suppressed_of
from leads.services.consent.pack import stops_pack
from leads.services.contacts import keep_contact
from leads.services.merging_leads import merge_leads
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.undo.services.ledger import undo

PHONE = ("phone", "+39333111222")
MAIL = ("email", "mario@example.com")


def is_stopped(clinic, lead) -> bool:
    with clinic_context(clinic):
        return Lead.objects.get(pk=lead.pk).do_not_contact


def test_who_was_stopped_stays_so_whatever_becomes_of_their_addresses(clinic, act):
    """Without an address, with one that turns out wrong, as somebody's companion: no merge and no other stop ends
    what they asked for."""
    lead = make_lead(clinic)
    number = reach(clinic, lead, *PHONE)
    companion, bare = make_lead(clinic, "Luca", companion_of=lead), make_lead(clinic, "Heike")
    with clinic_context(clinic):
        Identity.objects.filter(pk=number.pk).update(is_valid=False)
    act(stop_lead, bare.pk, source="by hand")
    act(stop_lead, companion.pk, source="by hand")
    act(stop_lead, lead.pk, source="by hand")
    other = make_lead(clinic, "Ben")
    reach(clinic, other, *MAIL)

    act(suppress, [MAIL], reason="asked", source="by hand", channel="sms")
    act(merge_leads, lead.pk, other.pk)
    merged = act(merge_leads, companion.pk, bare.pk)

    assert [is_stopped(clinic, one) for one in (lead, companion)] == [True, True]
    assert act(undo, merged.operation.pk).outcome.undone == 1
    assert [is_stopped(clinic, one) for one in (companion, bare)] == [True, True]


def test_who_is_stopped_by_an_address_stays_so_when_it_is_corrected(clinic, act):
    lead = make_lead(clinic)
    number = reach(clinic, lead, *PHONE)

    act(suppress, [PHONE], reason="asked", source="by hand")
    act(keep_contact, lead.pk, "phone", "+39333111333", instead_of=number.pk)

    assert is_stopped(clinic, lead)


def test_a_stop_goes_along_with_whoever_is_merged_and_comes_back_with_them(clinic, act):
    stays, goes = make_lead(clinic), make_lead(clinic)
    reach(clinic, stays, *PHONE)
    act(stop_lead, goes.pk, source="by hand")

    merged = act(merge_leads, stays.pk, goes.pk)
    during = is_stopped(clinic, stays)
    act(undo, merged.operation.pk)

    assert (during, is_stopped(clinic, stays), is_stopped(clinic, goes)) == (True, False, True)


def test_companions_are_stopped_with_the_numbers_that_a_merge_brings_and_free_when_it_is_undone(clinic, act):
    """Of the survivor, and of the one that goes: either way they are reached by what both have."""
    stays, goes = make_lead(clinic), make_lead(clinic)
    reach(clinic, stays, *PHONE)
    reach(clinic, goes, *MAIL)
    pair = [make_lead(clinic, "Luca", companion_of=stays), make_lead(clinic, "Anna", companion_of=goes)]

    stopped_by = []
    for address in (MAIL, PHONE):
        act(suppress, [address], reason="bounced", source="test")
        merged = act(merge_leads, stays.pk, goes.pk)
        stopped_by.append([is_stopped(clinic, one) for one in pair])
        act(undo, merged.operation.pk)
        stopped_by.append([is_stopped(clinic, one) for one in pair])
        with clinic_context(clinic):
            assert suppressed_of(one.pk for one in pair) == {one.pk for one in pair if is_stopped(clinic, one)}

    assert stopped_by == [[True, True], [False, True], [True, True], [True, True]]


def test_lifting_an_address_lifts_whoever_is_reached_by_it_under_every_number_they_had(clinic, act):
    stays, goes = make_lead(clinic), make_lead(clinic)
    reach(clinic, stays, *PHONE)
    act(stop_lead, goes.pk, source="by hand")
    act(merge_leads, stays.pk, goes.pk)
    act(stop_lead, stays.pk, source="by hand")

    manager = make_user(clinic, role=roles.MANAGER, email="manager@example.com")
    assert act(lift, [PHONE], source="by hand", by=manager) == 3

    assert not is_stopped(clinic, stays)


def test_who_was_stopped_before_there_were_such_rows_gets_one_once(clinic, act):
    bare, reached = make_lead(clinic, do_not_contact=True), make_lead(clinic, "Heike")
    reach(clinic, reached, *PHONE)
    act(suppress, [PHONE], reason="asked", source="by hand")
    with clinic_context(clinic):
        stops_pack()
        stops_pack()

        assert list(Suppression.objects.filter(source="before").values_list("lead", flat=True)) == [bare.pk]
        assert suppressed_of([bare.pk]) == {bare.pk}


@pytest.mark.parametrize("was_stopped", [False, True])
def test_a_companion_is_stopped_with_the_stopped_address_that_their_holder_writes_from(clinic, act, was_stopped):
    lead = make_lead(clinic)
    if was_stopped:
        act(stop_lead, lead.pk, source="by hand")
    reach(clinic, lead, *PHONE)
    companion = make_lead(clinic, "Luca", companion_of=lead)
    act(suppress, [MAIL], reason="asked", source="by hand")
    before = is_stopped(clinic, companion)

    post_lead(client_of(clinic), key_of(clinic), first_name="Marco", phone=PHONE[1], email=MAIL[1])

    assert (before, is_stopped(clinic, lead), is_stopped(clinic, companion)) == (False, True, True)
