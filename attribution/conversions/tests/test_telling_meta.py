"""Meta hears each stage of whoever came by its form: once, in order, in time, with consent (INTEGRATIONS 9)."""

from datetime import timedelta

import pytest

from attribution.conversions.models import Destination, Upload, UploadContent
from attribution.conversions.services.telling import turning, why
from attribution.conversions.services.telling.batching import next_batch
from attribution.conversions.services.telling.collecting import collect
from attribution.conversions.tests.factories import DAY, NOW, agree, click
from attribution.conversions.tests.telling import FORM, came_by_form, connect, ledger, sent, step, tell
from crm.testing.people import make_user
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.notices.models import Notice
from tenants.outbox.handlers import LEAD_PROCESSING
from tenants.outbox.models import Job
from tenants.outbox.services import work
from tenants.staff import roles


@pytest.fixture
def admin(clinic):
    return make_user(clinic, role=roles.ADMIN)


@pytest.fixture
def meta(inside, simulator, admin):
    return connect(inside, by=admin)


def test_every_stage_is_told_once_in_order_from_the_first_on(inside, meta, simulator):
    lead = came_by_form(inside)
    step(inside, lead, "qualified")
    tell()
    step(inside, lead, "contacted", at=NOW - timedelta(minutes=10))
    step(inside, lead, "qualified", at=NOW - timedelta(minutes=5))

    tell(now=NOW + timedelta(minutes=6))
    tell(now=NOW + timedelta(minutes=12))

    told = sent(simulator)
    assert [one["event_name"] for one in told] == ["New lead", "Qualified", "Contacted"]
    assert {one["user_data"]["lead_id"] for one in told} == {int(FORM)}
    assert told[0]["event_time"] == int((NOW - 2 * DAY).timestamp())
    assert [state for _step, state, _code in ledger()] == ["sent"] * 3


def test_an_event_holds_hashes_and_ids_and_nothing_else(inside, meta, simulator):
    came_by_form(inside)

    tell()

    (event,) = sent(simulator)
    assert set(event) == {"event_name", "event_time", "event_id", "action_source", "user_data", "custom_data"}
    assert set(event["user_data"]) == {"lead_id", "em", "ph"}
    assert event["custom_data"] == {"event_source": "crm", "lead_event_source": "Bridgework"}
    row = Upload.objects.get()
    assert row.content.payload == event
    assert len(row.payload_hash) == 64


def test_one_bad_event_of_many_is_found_and_the_others_go(inside, meta, simulator):
    leads = [came_by_form(inside, form=str(10**15 + place)) for place in range(9)]
    collect(meta, now=NOW)
    next_batch(meta.pk, now=NOW)
    (job,) = work.claim_due(now=NOW, queue=LEAD_PROCESSING)
    assert work.begin(job)
    content = UploadContent.objects.get(lead=leads[4])
    content.payload["user_data"] = {}
    content.save()

    work.attempt(job)

    found = dict(Upload.objects.values_list("lead", "state"))
    assert found == {lead.pk: ("failed" if lead == leads[4] else "sent") for lead in leads}
    assert Upload.objects.get(lead=leads[4]).code == "event:100/2804050"
    assert len(simulator.got("meta.events")) <= 2 * 4 + 1
    assert Job.objects.get(kind="conversions.meta").state == Job.State.DONE


def test_a_hundred_and_twenty_events_go_in_batches_of_fifty(inside, meta, simulator):
    for place in range(120):
        lead = make_lead(inside)
        agree(inside, lead)
        click(inside, lead, at=NOW - DAY, meta_lead_id=str(10**15 + place))
        step(inside, lead, "new")

    for minute in range(3):
        tell(now=NOW + timedelta(minutes=minute))

    assert len(simulator.got("meta.events")) == 3
    assert len({one["event_id"] for one in sent(simulator)}) == 120


def test_a_form_that_is_fetched_days_later_is_told_of_from_its_first_stage_on(inside, meta, simulator):
    tell()
    came_by_form(inside)

    tell(now=NOW + timedelta(minutes=5))

    assert [one["event_name"] for one in sent(simulator)] == ["New lead"]


@pytest.mark.parametrize(
    ("about", "code"),
    [
        ({"agrees": False}, why.NO_CONSENT),
        ({"is_test": True}, None),
    ],
)
def test_without_consent_and_of_tests_nothing_is_told(inside, meta, simulator, about, code):
    came_by_form(inside, **about)

    tell()

    assert sent(simulator) == []
    assert ledger() == ([("new", "skipped", code)] if code else [])


def test_consent_is_asked_for_when_it_is_sent_not_when_it_was_written_down(inside, meta, simulator):
    lead = came_by_form(inside)
    collect(meta, now=NOW)
    next_batch(meta.pk, now=NOW)
    agree(inside, lead, is_given=False, at=NOW)

    work.run_due(now=NOW, queue=LEAD_PROCESSING)

    assert sent(simulator) == []
    assert ledger() == [("new", "skipped", why.NO_CONSENT)]


def test_what_is_seven_days_old_is_never_sent(inside, meta, simulator):
    lead = came_by_form(inside)
    Destination.objects.update(looked_to=NOW - 9 * DAY)
    step(inside, lead, "contacted", at=NOW - 7 * DAY + timedelta(minutes=30))

    tell()

    assert [one["event_name"] for one in sent(simulator)] == ["New lead"]
    assert ("contacted", "skipped", why.BEFORE_LEAD) in ledger()


def test_a_backlog_of_a_week_is_told_as_too_old(inside, meta, simulator):
    came_by_form(inside)
    collect(meta, now=NOW)

    tell(now=NOW + 6 * DAY)

    assert sent(simulator) == []
    assert ledger() == [("new", "skipped", why.TOO_OLD)]


def test_whoever_came_by_another_way_is_not_told_of(inside, meta, simulator):
    lead = make_lead(inside)
    agree(inside, lead)
    step(inside, lead, "new")

    tell()

    assert (sent(simulator), ledger()) == ([], [])


def test_a_key_that_ended_stops_the_platform_tells_the_admins_once_and_loses_nothing(
    inside, meta, simulator, admin
):
    came_by_form(inside)
    simulator.tell("meta.events", "status", status=400, code="190")

    tell()
    tell(now=NOW + timedelta(hours=1))

    assert ledger() == [("new", "waiting", "")]
    row = Destination.objects.get()
    assert (row.state, row.code) == ("broken", "auth:190")
    assert Notice.objects.filter(kind="ad_platform_stopped", user=admin).count() == 1

    connect(inside, token="EAA-another-token")
    tell(now=NOW + timedelta(hours=2))
    assert ledger() == [("new", "sent", "")]


def test_a_name_that_became_a_treatment_of_the_clinic_stays_here(inside, meta, simulator):
    from leads.models import Treatment

    came_by_form(inside)
    Treatment.objects.create(name="New lead")

    tell()

    assert sent(simulator) == []
    assert ledger() == [("new", "skipped", why.NOT_NEUTRAL)]


def test_a_deleted_person_is_in_the_ledger_without_a_name_and_what_was_told_is_gone(inside, meta, admin):
    from leads.services.deleting import delete_leads

    lead = came_by_form(inside)
    tell()

    delete_leads([lead.pk], is_confirmed=True, by=admin, now=NOW)

    row = Upload.objects.get()
    assert (row.lead_id, row.state) == (None, "sent")
    assert not UploadContent.objects.exists()
    assert list(Upload.objects.to_take_back()) == [row]


def test_whoever_is_deleted_while_it_waits_is_not_told_of(inside, meta, simulator, admin):
    from leads.services.deleting import delete_leads

    lead = came_by_form(inside)
    collect(meta, now=NOW)
    next_batch(meta.pk, now=NOW)
    delete_leads([lead.pk], is_confirmed=True, by=admin, now=NOW)

    work.run_due(now=NOW, queue=LEAD_PROCESSING)

    assert sent(simulator) == []
    assert ledger() == [("new", "skipped", why.ERASED)]


def test_turned_off_in_between_what_waits_waits_on(inside, meta, simulator, admin):
    came_by_form(inside)
    collect(meta, now=NOW)
    next_batch(meta.pk, now=NOW)

    turning.turn_off("meta_conversions", by=admin)
    tell()

    assert sent(simulator) == []
    assert ledger() == [("new", "waiting", "")]


def test_two_clinics_tell_their_own_leads_to_their_own_datasets(clinic, other_clinic, simulator, clock, servers):
    for place, one in enumerate((clinic, other_clinic)):
        connect(one, by=make_user(one, role=roles.ADMIN), dataset_id=f"88123456789012{place}")
        came_by_form(one, form=str(10**15 + place))
    for one in (clinic, other_clinic):
        with clinic_context(one):
            tell()
            assert len(ledger()) == 1

    paths = [got["path"] for got in simulator.got("meta.events")]
    assert paths == ["/v26.0/881234567890120/events", "/v26.0/881234567890121/events"]
    assert [one["user_data"]["lead_id"] for one in sent(simulator)] == [10**15, 10**15 + 1]
