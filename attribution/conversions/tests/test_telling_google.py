"""Google Ads hears by the Data Manager what was accepted and completed (INTEGRATIONS 8.3)."""

import json
from datetime import timedelta

import pytest

from attribution.conversions.models import ConversionEvent, Export, ExportedConversion, Upload
from attribution.conversions.services.telling import why
from attribution.conversions.services.telling.batching import next_batch
from attribution.conversions.services.telling.collecting import collect
from attribution.conversions.services.telling.taking_back import file_of_retractions, note_taken_back
from attribution.conversions.tests.factories import DAY, NOW, agree, make_event
from attribution.conversions.tests.telling import connect, ledger, sent, tell
from crm.testing.people import make_user
from leads.tests.factories import make_lead, reach
from tenants.outbox.handlers import LEAD_PROCESSING
from tenants.outbox.services import work
from tenants.outbox.services.sweep import settle_abandoned
from tenants.staff import roles

LATER = timedelta(minutes=40)


@pytest.fixture
def admin(clinic):
    return make_user(clinic, role=roles.ADMIN)


@pytest.fixture
def google(inside, simulator, admin):
    return connect(inside, "google_datamanager", by=admin)


def told(simulator):
    return sent(simulator, "google.ingest")


def test_a_conversion_is_told_with_its_click_value_and_hashed_address(inside, google, simulator):
    lead = make_lead(inside)
    reach(inside, lead, "email", "a.b@gmail.com")
    reach(inside, lead, "phone", "+393331112220")
    make_event(inside, lead)

    tell()

    (event,) = told(simulator)
    assert event["transactionId"] == f"{lead.pk}:accepted"
    assert (event["conversionValue"], event["currency"]) == (3200.5, "EUR")
    assert event["adIdentifiers"] == {"gclid": "Cj0KCQiAsdfg_BwE"}
    assert event["eventTimestamp"] == "2026-11-22T09:00:00Z"
    assert event["consent"] == {"adUserData": "CONSENT_GRANTED", "adPersonalization": "CONSENT_DENIED"}
    phone = {"phoneNumber": "3a6a7d3a2a6f4dd239fceee0202e7aa3dadd883738994e7d4bf140b1a2c4306a"}
    assert event["userData"]["userIdentifiers"][1] == phone
    assert ledger() == [("accepted", "sent", "")]


def test_each_step_goes_to_its_own_conversion_action(inside, google, simulator):
    lead = make_lead(inside)
    make_event(inside, lead, at=NOW - 3 * DAY)
    make_event(inside, lead, kind="completed", at=NOW - DAY)

    tell()

    bodies = [json.loads(one["body"]) for one in simulator.got("google.ingest")]
    actions = [body["destinations"][0]["productDestinationId"] for body in bodies]
    assert actions == ["555666777", "555666778"]


def test_a_step_without_a_conversion_action_is_not_told(inside, simulator, admin):
    connect(inside, "google_datamanager", by=admin, completed_action="")
    make_event(inside, kind="completed")

    tell()

    assert (told(simulator), ledger()) == ([], [])


def test_what_is_in_a_file_is_not_told_as_well(inside, google, simulator):
    event = make_event(inside)
    file = Export.objects.create(way="page", layout="plain", time_zone="Europe/Tirane", made_at=NOW)
    ExportedConversion.objects.create(
        export=file, event=event, line=1, kind="accepted", conversion_name="A", at=NOW, order_id="1"
    )

    tell()

    assert (told(simulator), ledger()) == ([], [])


def test_what_google_has_is_in_no_file_unless_google_does_not_count_it(inside, google, simulator):
    make_event(inside)
    tell()

    def state():
        return ConversionEvent.objects.with_state("accepted", NOW).get().state

    assert state() == "uploaded"
    Upload.objects.update(checked="refused")
    assert state() == "ready"


def test_whoever_agrees_later_is_told_of_then(inside, google, simulator):
    event = make_event(inside, agrees=False)
    tell()
    assert told(simulator) == []

    agree(inside, event.lead, at=NOW)
    tell(now=NOW + timedelta(minutes=5))

    assert len(told(simulator)) == 1


def test_a_worker_that_dies_in_mid_send_has_the_same_ids_sent_again(inside, google, simulator):
    make_event(inside)
    collect(google, now=NOW)
    next_batch(google.pk, now=NOW)
    (job,) = work.claim_due(now=NOW, queue=LEAD_PROCESSING)
    assert work.begin(job)

    settle_abandoned(now=NOW + work.LEASE * 2)
    tell(now=NOW + timedelta(minutes=10))

    assert ledger() == [("accepted", "sent", "")]
    assert len(told(simulator)) == 1


def test_silence_is_no_harm_for_an_id_counts_once(inside, google, simulator):
    make_event(inside)
    simulator.tell("google.ingest", "vanish")

    tell()
    assert ledger() == [("accepted", "waiting", "")]
    tell(now=NOW + timedelta(minutes=1))

    assert ledger() == [("accepted", "sent", "")]
    assert len({one["transactionId"] for one in told(simulator)}) == 1


def test_one_bad_event_does_not_take_the_others_along(inside, google, simulator):
    events = [make_event(inside, gclid=f"click-{place}") for place in range(5)]
    collect(google, now=NOW)
    next_batch(google.pk, now=NOW)
    (job,) = work.claim_due(now=NOW, queue=LEAD_PROCESSING)
    assert work.begin(job)
    content = Upload.objects.get(lead=events[2].lead).content
    content.payload["currency"] = "EURO"
    content.save()

    work.attempt(job)

    assert Upload.objects.filter(state="sent").count() == 4
    assert Upload.objects.get(state="failed").code == "event:INVALID_CURRENCY_CODE"


def test_what_became_of_a_request_is_asked_for_later(inside, google, simulator):
    make_event(inside, gclid="unknown-click")
    tell()
    assert Upload.objects.get().checked == "open"

    tell(now=NOW + LATER)

    row = Upload.objects.get()
    assert (row.checked, row.code) == ("refused", "PROCESSING_ERROR_REASON_INVALID_GCLID")


def test_no_conversion_action_there_stops_it_and_loses_nothing(inside, google, simulator):
    make_event(inside)
    simulator.tell("google.ingest", "status", status=400, code="INVALID_CONVERSION_ACTION_ID")

    tell()

    google.refresh_from_db()
    assert (google.state, google.code) == ("broken", "setup:INVALID_CONVERSION_ACTION_ID")
    assert ledger() == [("accepted", "waiting", "")]


def test_a_refresh_token_that_ended_stops_it(inside, google, simulator):
    make_event(inside)
    simulator.tell("google.token", "status", status=400, code="invalid_grant")

    tell()

    google.refresh_from_db()
    assert (google.state, google.code) == ("broken", "auth:invalid_grant")


def test_whoever_takes_consent_back_is_in_the_file_of_retractions_until_somebody_says_it_was_done(
    inside, google, simulator, admin
):
    event = make_event(inside)
    tell()
    agree(inside, event.lead, is_given=False, at=NOW)

    text = file_of_retractions(by=admin, zone="Europe/Rome", now=NOW).decode()

    assert text.splitlines() == [
        "Parameters:TimeZone=Europe/Rome",
        "Order ID,Conversion Name,Adjustment Time,Adjustment Type,Adjusted Value,Adjusted Value Currency",
        f"{event.lead_id}:accepted,Accepted Plan,2026-11-23 10:00:00,RETRACT,,",
    ]
    assert note_taken_back([Upload.objects.get().pk], by=admin, now=NOW) == 1
    assert note_taken_back([Upload.objects.get().pk], by=admin, now=NOW) == 0
    assert not Upload.objects.to_take_back().exists()


def test_whoever_takes_consent_back_before_it_leaves_is_not_told_of(inside, google, simulator):
    event = make_event(inside)
    collect(google, now=NOW)
    agree(inside, event.lead, is_given=False, at=NOW)

    tell()

    assert ledger() == [("accepted", "skipped", why.NO_CONSENT)]
