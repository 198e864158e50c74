"""Shares of enquiries: made of touches, rules and journeys, and again whenever one of them changes (F:M4)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from attribution.models import Campaign, Credit, Recount, SourceRule, Touchpoint
from attribution.models.credit import PARTS
from attribution.services import rounds
from attribution.services.counting import count_anew
from attribution.tests.factories import BEGAN, campaign_in, channel_named, parts_of, touch_of
from crm.testing.people import client_of, key_of, make_user, post_lead
from crm.testing.statements import statements
from leads.models import Enquiry, Lead
from leads.services.deleting import delete_leads
from leads.services.merging_leads.merge import merge_leads
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.runs.models import Run
from tenants.runs.services.working import finish
from tenants.settings.models import ClinicSettings
from tenants.staff import roles
from tenants.undo.services.ledger import undo

NOW = timezone.now()
FOUR = [
    (10000, 0, 2500, 4000, 667),
    (0, 0, 2500, 1000, 1333),
    (0, 0, 2500, 1000, 2667),
    (0, 10000, 2500, 4000, 5333),
]


@pytest.fixture
def inside(clinic):
    with clinic_context(clinic):
        yield clinic


def four_touches(lead, **fields):
    return [touch_of(lead, day=day, **fields) for day in (0, 7, 14, 21)]


def test_an_arrival_has_its_share_after_the_next_look_under_a_campaign_that_was_made_for_it(clinic):
    sent = {"utm_source": "google", "utm_medium": "cpc", "utm_campaign": "All-on-4 Germany"}
    post_lead(client_of(clinic), key_of(clinic), first_name="Mario", email="mario@example.com", **sent)

    with clinic_context(clinic):
        counted = (rounds.count_waiting(), rounds.count_waiting())

        credit = Credit.objects.select_related("campaign__parent").get()
        assert counted == (1, 0)
        assert Recount.objects.count() == 0
        assert [getattr(credit, name) for name in PARTS] == [10000] * 5
        assert (credit.campaign.title, credit.campaign.parent.title) == ("All-on-4 Germany", "Google Ads")


def test_four_touches_are_one_whole_by_each_model(inside):
    lead = make_lead(inside)
    four_touches(lead)

    count_anew([lead.pk])

    assert parts_of(lead) == FOUR


def test_each_enquiry_is_a_whole_of_its_own_and_counts_on_the_day_it_began_by_the_clinics_clock(inside):
    ClinicSettings.objects.update(time_zone="Europe/Rome")
    lead = make_lead(inside)
    Enquiry.objects.filter(lead=lead).delete()
    for number, hours in ((1, 0), (2, 24 * 30 + 14.5)):
        Enquiry.objects.create(lead=lead, number=number, began_at=BEGAN + timedelta(hours=hours))
    touch_of(lead, enquiry=1)
    touch_of(lead, enquiry=2, day=30)

    days = count_anew([lead.pk])

    assert parts_of(lead) == [(10000,) * 5] * 2
    assert days == {date(2026, 11, 2), date(2026, 12, 3)}


def test_what_came_after_they_accepted_has_no_part_in_it(inside):
    lead = make_lead(inside)
    accepted = BEGAN + timedelta(days=1)
    Enquiry.objects.update_or_create(lead=lead, number=1, defaults={"began_at": BEGAN, "accepted_at": accepted})
    touch_of(lead)
    touch_of(lead, day=2)

    count_anew([lead.pk])

    assert parts_of(lead) == [(10000,) * 5, (0,) * 5]


def test_counting_again_writes_nothing(inside):
    lead = make_lead(inside)
    four_touches(lead)
    count_anew([lead.pk])

    with CaptureQueriesContext(connection) as captured:
        count_anew([lead.pk])

    assert not [one for one in statements(captured) if one.startswith(("INSERT", "UPDATE", "DELETE"))]


def test_a_thousand_leads_cost_as_many_statements_as_one(inside):
    few, many = [make_lead(inside)], [make_lead(inside) for _ in range(5)]
    for lead in (*few, *many):
        four_touches(lead, source="google", medium="cpc", campaign=f"Campaign {lead.pk}")
    count_anew([few[0].pk])
    campaign = campaign_in("google_ads", "Other")
    Touchpoint.objects.update(campaign=campaign.name)

    costs = []
    for leads in (few, many):
        with CaptureQueriesContext(connection) as captured:
            count_anew([lead.pk for lead in leads])
        costs.append(len(statements(captured)))

    assert costs == [11, 11]


def test_a_merge_makes_one_journey_of_two_and_its_undo_two_of_one(inside):
    manager = make_user(inside, role=roles.MANAGER, email="manager@example.com")
    stays, goes = make_lead(inside, "Ada"), make_lead(inside, "Ada")
    for lead, days in ((stays, (0, 14)), (goes, (7, 21))):
        for day in days:
            touch_of(lead, day=day)
    count_anew([stays.pk, goes.pk])

    done = merge_leads(stays.pk, goes.pk, by=manager, now=NOW)
    rounds.count_waiting()
    merged = parts_of(stays), parts_of(goes)
    undo(done.operation.pk, by=manager, now=NOW)
    rounds.count_waiting()

    assert merged == (FOUR, [])
    assert [len(parts_of(lead)) for lead in (stays, goes)] == [2, 2]
    assert all(sum(part[2] for part in parts_of(lead)) == 10000 for lead in (stays, goes))


def test_whoever_is_deleted_takes_shares_and_touches_along(inside):
    admin = make_user(inside, role=roles.ADMIN, email="admin@example.com")
    lead = make_lead(inside)
    four_touches(lead)
    count_anew([lead.pk])
    Recount.objects.create(lead=lead)

    delete_leads([lead.pk], is_confirmed=True, by=admin, now=NOW)

    assert not any(kind.objects.exists() for kind in (Touchpoint, Credit, Recount))


def test_a_new_rule_places_everybody_anew_in_the_background_and_tells_how_far_it_is(inside):
    manager = make_user(inside, role=roles.MANAGER, email="manager@example.com")
    lead = make_lead(inside)
    touch_of(lead, source="whatclinic")
    count_anew([lead.pk])
    SourceRule.objects.create(source="whatclinic", target=channel_named("sites"))

    run = rounds.recount_all(by=manager, now=NOW)
    finish(run.pk)

    run.refresh_from_db()
    assert (run.state, run.done, run.total) == (Run.State.DONE, 1, 1)
    assert Credit.objects.get().campaign == channel_named("sites")


def test_a_later_change_of_rules_ends_the_count_of_an_earlier_one(inside):
    make_lead(inside)
    earlier = rounds.recount_all(by=None, now=NOW)
    rounds.recount_all(by=None, now=NOW + timedelta(seconds=1))

    finish(earlier.pk)

    earlier.refresh_from_db()
    assert (earlier.state, earlier.done) == (Run.State.DONE, 0)


def test_the_neighbours_shares_stay_theirs(clinic, other_clinic):
    for one in (clinic, other_clinic):
        lead = make_lead(one)
        with clinic_context(one):
            touch_of(lead, source="whatclinic")
            Recount.objects.create(lead=lead)

    with clinic_context(clinic):
        rounds.count_waiting()

    with clinic_context(other_clinic):
        assert (Credit.objects.count(), Campaign.objects.count(), Recount.objects.count()) == (0, 0, 1)
        assert Lead.objects.count() == 1


def test_somebody_who_is_deleted_meanwhile_sends_the_piece_back_to_the_next_look(inside, monkeypatch):
    lead = make_lead(inside)
    Recount.objects.create(lead=lead)
    touch_of(lead)

    def gone(_leads):
        raise IntegrityError

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(rounds, "count_anew", gone)
        first = rounds.count_waiting()

    assert (first, Recount.objects.count()) == (0, 1)
    assert (rounds.count_waiting(), Recount.objects.count()) == (1, 0)


def test_who_lost_a_touch_to_another_lead_has_no_share_of_it_any_more(inside):
    lead, other = make_lead(inside), make_lead(inside)
    touch = touch_of(lead)
    count_anew([lead.pk])
    Touchpoint.objects.filter(pk=touch.pk).update(lead=other)

    count_anew([lead.pk])
    assert Credit.objects.count() == 0

    count_anew([other.pk])
    assert Credit.objects.get().lead_id == other.pk
