"""The front door while what stands behind it is stopped, frozen or killed (H:M15, P1, P3, P5; HOUSE 8)."""

import contextlib
import threading
import time

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connections
from django.utils import timezone
from redis import Redis

from crm.testing.faults import frozen, own_web, stopped
from crm.testing.people import client_of, key_of, post_lead
from crm.testing.processes import free_port, until
from leads.models import Lead, LeadPayload
from leads.services.refusing import REPLAY
from tenants.context import clinic_context
from tenants.live.streams import stream_of
from tenants.outbox.models import Job
from tenants.outbox.services.enqueue import SWEEP
from tenants.owner import as_owner
from tenants.services import due
from tenants.tasks import for_each_clinic

pytestmark = [pytest.mark.chaos, pytest.mark.xdist_group("chaos")]
QUICK = 1.5  # seconds an answer may take without Redis
MARIO = {"first_name": "Mario", "phone": "+39333111222", "client_ref": "mario"}


@pytest.fixture
def warm(door, ledger):
    """The web process has its connections to Redis and PostgreSQL open, as in the middle of a day."""
    assert ledger.post(*door, first_name="Early", phone="+39333000000", client_ref="early").status_code == 201


@pytest.mark.parametrize("fault", [stopped, frozen], ids=["stopped", "frozen"])
def test_without_redis_a_lead_is_stored_and_acknowledged_quickly(servers, door, ledger, warm, fault):
    with fault(servers.redis):
        people = [MARIO | {"phone": f"+3933311122{n}", "client_ref": f"mario-{n}"} for n in range(3)]
        answers = [ledger.post(*door, **one) for one in people]

    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert max(answer.elapsed.total_seconds() for answer in answers) < QUICK
    assert ledger.missing(door[1]) == []


def test_a_web_process_that_never_met_redis_takes_leads_too(servers, clinics, fresh_clinic, ledger):
    clinic = fresh_clinic()
    key = key_of(clinic)
    with stopped(servers.redis), own_web() as web:
        answer = ledger.post(web, clinic, key, **MARIO)

    assert answer.status_code == 201
    assert answer.elapsed.total_seconds() < QUICK


def test_what_arrived_without_redis_is_told_to_open_pages_once_redis_is_back(servers, door, ledger, worker):
    clinic = door[1]
    with stopped(servers.redis):
        lead = ledger.post(*door, **MARIO).json()["lead_id"]
        assert [
            found.pk for found in due.clinics_due(SWEEP, states=["active"], now=timezone.now() + due.SLACK)
        ].count(clinic.pk) == 1

    beat_asks()

    events = until(lambda: events_of(clinic))
    assert events == [{b"event": b"lead_created", b"lead_id": str(lead).encode()}]
    with clinic_context(clinic):
        until(lambda: Job.objects.get().state == Job.State.DONE)
    beat_asks()
    assert events_of(clinic) == events


def test_without_postgres_intake_says_come_again_and_works_by_itself_afterwards(servers, door, ledger, warm):
    with stopped(servers.postgres):
        refused = [ledger.post(*door, **MARIO)]
        time.sleep(3.1)  # longer than hosts and keys are believed
        refused.append(ledger.post(*door, **MARIO))

    assert [(answer.status_code, answer.headers["Retry-After"]) for answer in refused] == [(503, "5")] * 2
    assert {answer.json()["code"] for answer in refused} == {"unavailable"}
    assert [line["ref"] for line in ledger.acknowledged(door[1])] == ["early"]
    assert ledger.post(*door, **MARIO).status_code == 201
    assert ledger.missing(door[1]) == []


def test_postgres_killed_in_the_middle_of_a_day_loses_no_acknowledged_lead(servers, door, ledger):
    with rush(ledger, door, 30) as sent:
        until(lambda: len(sent) > 5)
        servers.postgres.kill()
        servers.postgres.start()
    connections.close_all()

    assert_each_is_stored_once(ledger, door[1], 30)


def test_the_web_process_killed_in_mid_flight_loses_no_acknowledged_lead(clinics, fresh_clinic, ledger):
    clinic = fresh_clinic()
    key, port = key_of(clinic), free_port()
    with contextlib.ExitStack() as processes:
        first = processes.enter_context(own_web(port))
        with rush(ledger, (first, clinic, key), 40) as sent:
            until(lambda: len(sent) > 10)
            first.kill()
            processes.enter_context(own_web(port))

    assert_each_is_stored_once(ledger, clinic, 40)


def test_a_row_that_the_database_refuses_costs_the_enquiry_its_meaning_but_not_its_bytes(clinic, monkeypatch):
    def refused_by_the_database(payload, told, *, now):
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT no_such_function()")

    monkeypatch.setattr("leads.services.judging.enter", refused_by_the_database)

    answer = post_lead(client_of(clinic), key_of(clinic), **MARIO)

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    with clinic_context(clinic):
        assert LeadPayload.objects.get().result == LeadPayload.Result.STORED
        assert not Lead.objects.exists()


def test_after_a_fault_of_ours_waits_what_would_have_waited(clinic, monkeypatch):
    monkeypatch.setattr("leads.services.judging.hold", raising(RuntimeError("A bug.")))
    monkeypatch.setattr("leads.services.intake.is_crowded", lambda *_: True)

    client, headers = client_of(clinic), {"X-API-Key": key_of(clinic), "Idempotency-Key": "once"}
    told = {"content_type": "application/json", "headers": headers}
    answers = [client.post("/api/v1/leads", MARIO, **told) for _ in range(2)]

    assert [(answer.status_code, answer.json()["held"]) for answer in answers] == [(201, "unchecked")] * 2
    with clinic_context(clinic):
        kept = LeadPayload.objects.waiting().get()
        assert (kept.result, kept.held_for, kept.reason) == ("held", "unchecked", "crowded")
        assert not Job.objects.filter(kind=REPLAY).exists()


def test_two_that_break_at_once_under_one_key_wait_once(clinic, monkeypatch):
    monkeypatch.setattr("leads.services.judging.hold", raising(RuntimeError("A bug.")))
    monkeypatch.setattr("leads.services.intake.is_crowded", lambda *_: True)
    monkeypatch.setattr("leads.services.intake.same_as_earlier", lambda *_: None)  # both ask before one is stored
    monkeypatch.setattr("leads.services.judging.take_turn", lambda *_: None)
    client, headers = client_of(clinic), {"X-API-Key": key_of(clinic), "Idempotency-Key": "once"}

    one, other = (
        client.post("/api/v1/leads", MARIO, content_type="application/json", headers=headers) for _ in "ab"
    )

    assert (one.status_code, one.json()) == (other.status_code, other.json())
    with clinic_context(clinic):
        assert LeadPayload.objects.waiting().count() == 1


@pytest.mark.parametrize("sqlstate", ["40P01", "57014", "55P03"])
def test_a_statement_that_was_cut_short_is_a_fault_of_ours_and_the_bytes_are_kept(clinic, monkeypatch, sqlstate):
    broken = OperationalError()
    broken.__cause__ = psycopg.errors.lookup(sqlstate)()
    monkeypatch.setattr("leads.services.judging.enter", raising(broken))

    answer = post_lead(client_of(clinic), key_of(clinic), **MARIO)

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    with clinic_context(clinic):
        assert LeadPayload.objects.get().result == LeadPayload.Result.STORED


@pytest.mark.parametrize(
    ("table", "check"),
    [
        ("leads_lead", "first_name <> 'Mario'"),
        ("leads_leadpayload", "status <> 201"),
        ("leads_identity", "kind <> 'phone'"),
        ("outbox_job", "kind <> 'leads.announce'"),
    ],
)
def test_whichever_row_the_database_refuses_nobody_is_told_that_it_is_stored(fresh_clinic, table, check):
    clinic = fresh_clinic()
    key = key_of(clinic)
    with as_owner() as owner, clinic_context(clinic), owner.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT refused CHECK ({check}) NOT VALID")

    answer = post_lead(client_of(clinic), key, **MARIO)

    assert answer.status_code == 503
    with clinic_context(clinic):
        assert [(kept.result, kept.status) for kept in LeadPayload.objects.all()] == [("stored", 503)]
        assert not Lead.objects.exists()


def raising(error):
    def broken(*args, **kwargs):
        raise error

    return broken


def assert_each_is_stored_once(ledger, clinic, number):
    assert len({line["ref"] for line in ledger.acknowledged(clinic)}) == number
    assert (ledger.missing(clinic), ledger.doubled(clinic)) == ([], set())
    with clinic_context(clinic):
        assert Lead.objects.count() == number
        assert LeadPayload.objects.count() >= number


@contextlib.contextmanager
def rush(ledger, door, number):
    """Four senders deliver `number` enquiries between them, each trying until it is acknowledged."""
    sent, waiting = [], list(range(number))

    def send():
        with contextlib.suppress(IndexError):
            while True:
                one = waiting.pop()
                ledger.deliver(*door, first_name=f"P{one}", phone=f"+3933311{one:04}", client_ref=f"ref-{one}")
                sent.append(one)

    senders = [threading.Thread(target=send) for _ in range(4)]
    for sender in senders:
        sender.start()
    try:
        yield sent
    finally:
        for sender in senders:
            sender.join()
    assert len(sent) == number


def beat_asks():
    """What Beat sends each 15 seconds."""
    for_each_clinic.apply_async(args=[SWEEP])


def events_of(clinic):
    with Redis.from_url(settings.REDIS_URL) as client:
        return [fields for _, fields in client.xrange(stream_of(clinic.uuid))]
