"""The next step of a lead: set, put off on the patient's clock, done, and taken back (F:L20)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from crm.lib.errors import InvalidData, NotThere
from crm.testing.people import make_user
from leads.models import FollowUp, Lead
from leads.services.follow_ups import follow_up_done, set_follow_up, snooze, their_moment, their_tomorrow
from leads.tests.factories import make_lead
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.undo.services.ledger import undo

SOON = timezone.now() + timedelta(days=2)


def planned(clinic, lead) -> tuple:
    with clinic_context(clinic):
        return Lead.objects.values_list("next_follow_up", "follow_up_why", "follow_up_note").get(pk=lead.pk)


def test_it_says_when_what_for_and_in_a_few_words(clinic, act):
    lead = make_lead(clinic)

    act(set_follow_up, [lead.pk], at=SOON, why=FollowUp.CALL_BACK, note="  after\nsix ")

    assert planned(clinic, lead) == (SOON, "call_back", "after six")
    with clinic_context(clinic):
        assert Entry.objects.about(lead).saying("lead.follow_up").count() == 1


def test_putting_it_off_keeps_what_it_is_for_and_setting_it_the_same_changes_nothing(clinic, act):
    lead = make_lead(clinic)
    act(set_follow_up, [lead.pk], at=SOON, why=FollowUp.CALL_BACK, note="after six")

    later = act(snooze, [lead.pk], until=SOON + timedelta(hours=1))
    again = act(snooze, [lead.pk], until=SOON + timedelta(hours=1))

    assert planned(clinic, lead) == (SOON + timedelta(hours=1), "call_back", "after six")
    assert (later.changed, again.changed, again.already) == (1, 0, 1)


def test_done_clears_it_and_comes_back_whole(clinic, act, agent):
    lead = make_lead(clinic)
    act(set_follow_up, [lead.pk], at=SOON, why=FollowUp.CALL_BACK, note="after six")

    done = act(follow_up_done, [lead.pk])
    cleared = planned(clinic, lead)
    with clinic_context(clinic):
        undo(done.operation.pk, by=agent, now=timezone.now())

    assert cleared == (None, "", "")
    assert planned(clinic, lead) == (SOON, "call_back", "after six")


@pytest.mark.parametrize("at", [timedelta(0), timedelta(days=-1), timedelta(days=3000)], ids=str)
def test_only_a_time_to_come_is_taken(clinic, act, at):
    lead = make_lead(clinic)

    with pytest.raises(InvalidData) as refused:
        act(snooze, [lead.pk], until=timezone.now() + at)

    assert list(refused.value.fields) == ["at"]


@pytest.mark.parametrize(("given", "field"), [({"why": "nothing"}, "why"), ({"note": "x" * 201}, "note")])
def test_a_wrong_reason_or_a_long_word_is_refused_by_field(clinic, act, given, field):
    with pytest.raises(InvalidData) as refused:
        act(set_follow_up, [make_lead(clinic).pk], at=SOON, **given)

    assert list(refused.value.fields) == [field]


def test_tomorrow_is_nine_oclock_where_the_patient_is(clinic, agent):
    lead = make_lead(clinic, country="US")
    now = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # still the evening of the 21st in New York

    with clinic_context(clinic):
        at = their_tomorrow(lead.pk, by=agent, now=now)

    assert at == datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(("typed", "hour"), [("2026-11-23T09:30", "08:30"), ("2026-11-23", "08:00")])
def test_what_is_typed_is_read_on_the_patients_clock(clinic, agent, typed, hour):
    lead = make_lead(clinic, country="IT")

    with clinic_context(clinic):
        at = their_moment(lead.pk, typed, by=agent)

    assert at.isoformat() == f"2026-11-23T{hour}:00+00:00"


def test_a_time_with_its_zone_is_on_that_one(clinic, agent):
    lead = make_lead(clinic, country="US")

    with clinic_context(clinic):
        at = their_moment(lead.pk, "2026-11-23T09:30+05:00", by=agent)

    assert at.isoformat() == "2026-11-23T04:30:00+00:00"


@pytest.mark.parametrize(
    "typed", ["", "tomorrow", "2026-13-01", "9999-12-31", "0001-01-01T00:00", "2026-11-23T99:00"]
)
def test_what_is_no_day_is_refused(clinic, agent, typed):
    lead = make_lead(clinic)

    with clinic_context(clinic), pytest.raises(InvalidData):
        their_moment(lead.pk, typed, by=agent)


def test_a_colleagues_lead_tells_no_clock_and_stays_as_it_is(clinic, act, agent):
    hidden = make_lead(clinic, assigned_to=make_user(clinic, email="other@example.com"), next_follow_up=SOON)
    with clinic_context(clinic):
        type(agent).objects.filter(pk=agent.pk).update(data_scope=agent.DataScope.OWN)
        agent.refresh_from_db()

    done = act(follow_up_done, [hidden.pk])
    with pytest.raises(NotThere):
        act(their_tomorrow, hidden.pk)

    assert (done.changed, done.out_of_sight) == (0, 1)
    assert planned(clinic, hidden)[0] == SOON
