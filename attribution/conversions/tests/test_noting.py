"""Accepted and completed are written down once, with the click they came of, told or not (F:M1)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from attribution.conversions.models import ConversionEvent
from attribution.conversions.services.clicks import Asked, Click, best
from attribution.conversions.services.noting import find_clicks, find_missed
from attribution.conversions.tests.factories import DAY, NOW, click, enquiry_of, make_event
from crm.testing.statements import statements
from leads.models import Lead
from leads.services.merging_leads import merge_leads
from leads.services.moving import Given, move_leads
from leads.services.moving.correcting import correct_enquiry
from leads.services.moving.demands import taken_by
from leads.tests.factories import make_lead, stage_of
from leads.tests.many import make_leads
from tenants.context import clinic_context
from tenants.undo.services.ledger import undo

PAID = Given(amount=100_00, lost_reason="price")


@pytest.fixture
def here(clinic):
    with clinic_context(clinic):
        yield clinic


def go(lead, *meanings, by, at=NOW):
    done = None
    for meaning in meanings:
        done = move_leads([lead.pk], to=stage_of(meaning).pk, given=PAID.only(taken_by(meaning)), by=by, now=at)
    return done


def kept():
    return list(ConversionEvent.objects.order_by("pk").values_list("lead_id", "kind", "enquiry", "click_id"))


def worth(event):
    row = ConversionEvent.objects.with_worth().get(pk=event.pk)
    return row.value, row.currency, row.undone, row.lost


def test_whoever_accepts_and_completes_is_written_down_once_each(here, other_clinic, agent):
    lead = make_lead(here)
    click(here, lead, gclid="click-1")

    go(lead, "accepted", "travelling", "completed", "accepted", "completed", by=agent)

    assert kept() == [(lead.pk, "accepted", 1, "click-1"), (lead.pk, "completed", 1, "click-1")]
    assert [worth(one)[:2] for one in ConversionEvent.objects.all()] == [(100_00, "EUR")] * 2
    with clinic_context(other_clinic):
        assert kept() == []


def test_their_next_journey_is_another_conversion(here, agent):
    lead = make_lead(here)
    click(here, lead, gclid="click-1")
    go(lead, "accepted", "completed", by=agent)
    Lead.objects.filter(pk=lead.pk).update(enquiry=2, stage=stage_of("new"))

    go(lead, "accepted", by=agent, at=NOW + DAY)

    assert kept()[2:] == [(lead.pk, "accepted", 2, "click-1")]


def test_without_a_click_it_is_kept_all_the_same(here, agent):
    lead = make_lead(here)

    go(lead, "accepted", by=agent)

    assert kept() == [(lead.pk, "accepted", 1, "")]


def test_the_click_is_the_last_before_it_and_no_other_clinics(here, agent):
    lead = make_lead(here)
    click(here, lead, gclid="first", at=NOW - 5 * DAY)
    click(here, lead, gbraid="last", at=NOW - DAY)
    click(here, lead, gclid="after", at=NOW + DAY)
    click(here, lead, at=NOW - timedelta(hours=1))  # a visit without an ad

    go(lead, "accepted", by=agent)

    event = ConversionEvent.objects.get()
    assert (event.click_kind, event.click_id, event.clicked_at) == ("gbraid", "last", NOW - DAY)


def test_the_best_click_is_of_the_same_journey_and_at_most_90_days_old():
    asked = Asked(1, 2, NOW)
    old, earlier, own = (Click(n, NOW - days * DAY, "gclid", "x") for n, days in ((2, 91), (1, 1), (2, 30)))

    assert best([old, own, earlier], asked) is own
    assert best([old, earlier], asked) is earlier
    assert best([old], asked) is None
    assert best([Click(3, NOW - DAY, "gclid", "x")], asked) is None
    assert best([Click(2, NOW - 90 * DAY, "gclid", "x")], asked) is not None


@pytest.mark.parametrize("poison", ["=1+1", "a b", "click\n", "', DROP", "клик", "x;y"])
def test_an_id_that_no_ad_made_is_no_click(here, agent, poison):
    lead = make_lead(here)
    click(here, lead, gclid=poison)

    go(lead, "accepted", by=agent)

    assert kept() == [(lead.pk, "accepted", 1, "")]


def test_it_costs_two_statements_however_many_accept(here, agent):
    ids = make_leads(here, 30)
    costs = []
    for some in (ids[:3], ids[3:]):
        with CaptureQueriesContext(connection) as captured:
            move_leads(some, to=stage_of("accepted").pk, given=PAID.only(taken_by("accepted")), by=agent, now=NOW)
        said = [one for one in statements(captured) if "conversions_" in one or "attribution_touch" in one]
        costs.append(len(said))

    assert costs == [2, 2]
    assert ConversionEvent.objects.count() == 30


def test_amount_undo_and_loss_are_asked_of_the_enquiry_as_it_is(here, agent):
    lead = make_lead(here, stage="Qualified")
    done = go(lead, "accepted", by=agent)
    event = ConversionEvent.objects.get()
    assert worth(event) == (100_00, "EUR", False, False)

    correct_enquiry(Lead.objects.select_related("stage").get(pk=lead.pk), Given(amount=70_00), now=NOW)
    assert worth(event) == (70_00, "EUR", False, False)

    go(lead, "lost", by=agent, at=NOW + DAY)
    assert worth(event) == (70_00, "EUR", False, True)

    other = make_lead(here, stage="Qualified")
    done = go(other, "accepted", by=agent)
    undo(done.operation.pk, by=agent, now=NOW + timedelta(minutes=1))
    undone = ConversionEvent.objects.get(lead=other)
    assert worth(undone)[2] is True
    go(other, "accepted", by=agent, at=NOW + DAY)
    assert worth(undone)[2] is False
    assert ConversionEvent.objects.filter(lead=other).count() == 1


def test_a_merge_takes_it_along_and_its_undo_back(here, agent):
    stays, goes = make_lead(here, "Anna"), make_lead(here, "Bea")
    enquiry_of(here, stays)
    event = make_event(here, goes)

    merged = merge_leads(stays.pk, goes.pk, by=agent, now=NOW)
    event.refresh_from_db()
    assert (event.lead_id, worth(event)) == (stays.pk, (320_050, "EUR", False, False))
    assert find_missed(now=NOW) == 0

    undo(merged.operation.pk, by=agent, now=NOW)
    event.refresh_from_db()
    assert (event.lead_id, worth(event)[0]) == (goes.pk, 320_050)


def test_of_two_that_accepted_the_survivors_own_counts(here, agent):
    stays, goes = make_lead(here, "Anna"), make_lead(here, "Bea")
    mine, theirs = make_event(here, stays), make_event(here, goes)

    merge_leads(stays.pk, goes.pk, by=agent, now=NOW)

    states = dict(ConversionEvent.objects.with_state("accepted", NOW).values_list("pk", "state"))
    assert states == {mine.pk: "ready", theirs.pk: "merged"}


def test_two_journeys_of_one_number_do_not_meet_in_a_merge(here, agent):
    stays, goes = make_lead(here, "Anna"), make_lead(here, "Bea", enquiry=2)
    enquiry_of(here, stays)
    first = make_event(here, goes, at=NOW - 30 * DAY)
    second = make_event(here, goes, enquiry=2)

    merge_leads(stays.pk, goes.pk, by=agent, now=NOW)

    found = dict(ConversionEvent.objects.values_list("pk", "lead_id"))
    assert found == {first.pk: goes.pk, second.pk: stays.pk}


def test_what_was_accepted_before_this_was_in_use_is_found(here, other_clinic):
    lead = make_lead(here, stage="Accepted (deposit)")
    click(here, lead, gclid="click-1")
    enquiry_of(here, lead, accepted_at=NOW - 2 * DAY, completed_at=NOW - DAY, amount=5, currency="EUR")
    old = make_lead(here, stage="Accepted (deposit)")
    enquiry_of(here, old, accepted_at=NOW - 200 * DAY)

    assert find_missed(now=NOW) == 2
    assert find_missed(now=NOW) == 0
    assert kept() == [(lead.pk, "accepted", 1, "click-1"), (lead.pk, "completed", 1, "click-1")]

    assert find_missed(now=NOW, since=None) == 1
    assert kept()[2] == (old.pk, "accepted", 1, "")
    with clinic_context(other_clinic):
        assert kept() == []


def test_a_click_that_became_known_later_is_found(here):
    event = make_event(here, gclid="")
    lone = make_event(here, gclid="")
    click(here, event.lead, wbraid="late")

    assert find_clicks(now=NOW, piece=1) == 1
    assert find_clicks(now=NOW) == 0

    event.refresh_from_db(), lone.refresh_from_db()
    assert (event.click_kind, event.click_id, lone.click_id) == ("wbraid", "late", "")
