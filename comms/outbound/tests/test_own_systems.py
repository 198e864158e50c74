"""What an own system hears: signed, once for an id, again for a day, and never for ever (H:W10)."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from comms.outbound.models import Connector, Delivery
from comms.outbound.services import standing
from comms.outbound.services.carrying import body_of
from comms.outbound.services.ladders import OF_OWN
from comms.outbound.tests.factories import NOW, answers, make_delivery, make_system, tell_due
from comms.outbound.words import sentence
from crm.testing.answering import answering
from crm.testing.people import make_user
from tenants.notices.models import Notice
from tenants.outbox.handlers import LEAD_PROCESSING
from tenants.outbox.models import DeliveryLog, Job
from tenants.outbox.services import work
from tenants.outbox.services.sweep import settle_abandoned
from tenants.staff import roles

PATH = "/hook"


def headers_of(request):
    head, _, body = request.partition(b"\r\n\r\n")
    lines = [line.decode().partition(": ") for line in head.split(b"\r\n")[1:]]
    return {name.lower(): value for name, _, value in lines}, body


def is_signed(request, secret):
    """As a receiver checks it, from the description in docs/webhooks.md."""
    headers, body = headers_of(request)
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    wanted = "v1," + base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()
    return headers["webhook-signature"] == wanted


@pytest.fixture
def server():
    with answering(answers(500, 500, 500, 500, 500, 200)) as one:
        yield one


def told(clinic, server, **fields):
    system = make_system(clinic, f"http://127.0.0.1:{server.port}{PATH}", **fields)
    return system, make_delivery(clinic, system)


def test_five_faults_and_then_a_yes_are_one_event_of_one_id_signed_each_time(inside, clock, server):
    system, delivery = told(inside, server)

    for wait in (*OF_OWN[:5], timedelta()):
        assert tell_due() == 1
        clock.shift(max(wait, timedelta(seconds=20)))  # it rests a little after the fifth

    delivery.refresh_from_db()
    system.refresh_from_db()
    seen = [headers_of(request) for request in server.heard]
    assert (delivery.state, delivery.attempts, len(server.heard)) == ("success", 6, 6)
    assert len({headers["webhook-id"] for headers, _ in seen}) == 1
    assert len({headers["webhook-timestamp"] for headers, _ in seen}) == 6
    assert {body for _, body in seen} == {body_of(delivery)}
    assert all(is_signed(request, system.secret) for request in server.heard)
    assert (system.failures, system.failing_since) == (0, None)
    assert list(DeliveryLog.objects.order_by("attempt").values_list("outcome", flat=True)) == ["retry"] * 5 + [
        "done"
    ]


def test_who_never_answers_well_is_given_up_after_a_day_and_not_followed_elsewhere(inside, clock):
    with answering(answers(302)) as server:
        _, delivery = told(inside, server)
        while Job.objects.filter(state=Job.State.WAITING).exists():
            clock.move_to(max(Job.objects.get().due_at, timezone.now() + timedelta(minutes=10)))
            tell_due()

        delivery.refresh_from_db()
        assert (delivery.state, delivery.attempts, delivery.code) == ("failed", 8, "HTTP 302")
        assert len(server.heard) == 8
    assert timezone.now() - NOW < timedelta(hours=26)


def test_a_system_that_has_failed_for_five_days_is_switched_off_and_the_admins_hear_of_it(inside, clock):
    boss = make_user(inside, role=roles.ADMIN, email="boss@example.com")
    make_user(inside, email="agent@example.com")
    with answering(answers(500)) as server:
        system, _ = told(inside, server, failing_since=NOW - standing.GIVEN_UP, failures=1)
        tell_due()

    system.refresh_from_db()
    assert (system.state, system.code) == ("off", "failing")
    assert set(Notice.objects.values_list("user", "kind")) == {(boss.pk, standing.STOPPED)}
    clock.shift(timedelta(days=1))
    assert tell_due() == 0
    assert Delivery.objects.get().state == "pending"  # it waits for who switches it on


def test_one_that_says_nobody_is_there_is_switched_off_at_once(inside, clock):
    with answering(answers(410)) as server:
        system, delivery = told(inside, server)
        tell_due()

    system.refresh_from_db()
    delivery.refresh_from_db()
    assert (system.state, system.code, delivery.state) == ("off", "gone", "failed")


def test_one_that_fails_rests_so_that_its_many_keep_nobody_busy(inside, clock):
    with answering(answers(500)) as server:
        system = make_system(inside, f"http://127.0.0.1:{server.port}{PATH}")
        for _ in range(30):
            make_delivery(inside, system)
        for _ in range(5):
            tell_due()

        assert len(server.heard) <= 10  # what was claimed before it rested
    system.refresh_from_db()
    assert system.paused_until > NOW


def test_in_production_an_address_of_our_own_network_is_told_nothing(inside, clock, settings):
    settings.CREDENTIAL_TESTS_INSIDE = False
    with answering(answers(200)) as server:
        system = make_system(inside, f"https://127.0.0.1:{server.port}{PATH}")
        delivery = make_delivery(inside, system)
        tell_due()

        assert server.heard == []
    delivery.refresh_from_db()
    assert (delivery.state, delivery.code) == ("failed", "inside")


def test_what_is_told_holds_ids_and_times_and_no_word_of_anybody(inside, clock):
    said = json.loads(body_of(make_delivery(inside, make_system(inside))))

    assert set(said) == {"type", "timestamp", "data"}
    assert said["type"] == "lead.created"


def test_an_own_system_is_not_spoken_of_in_words_about_gohighlevel():
    for code in ("HTTP 401", "HTTP 403", "HTTP 422"):
        assert code in sentence(code, is_own=True)
        assert code not in sentence(code, is_own=False)


def test_a_worker_that_dies_late_on_the_ladder_costs_one_try_and_not_the_rest_of_the_day(inside, clock):
    with answering(answers(500, 500, 500, 500, 200)) as server:
        _, delivery = told(inside, server)
        for wait in OF_OWN[:4]:
            tell_due()
            clock.shift(wait)
        (job,) = work.claim_due(now=timezone.now(), queue=LEAD_PROCESSING)
        work.begin(job)
        clock.shift(work.LEASE + timedelta(seconds=1))

        settle_abandoned(now=timezone.now())
        delivery.refresh_from_db()
        assert (delivery.state, delivery.code, delivery.attempts) == ("pending", "died", 5)
        tell_due()

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("success", 6)


def test_a_secret_of_one_clinic_opens_in_no_other(clinic, other_clinic):
    from comms.outbound.services.secrets import secret_of
    from comms.providers.base import Refused
    from tenants.context import clinic_context

    system = make_system(clinic)
    assert bytes(system.sealed).find(system.secret.encode()) < 0
    with clinic_context(clinic):
        assert secret_of(Connector.objects.get()) == system.secret
    with clinic_context(other_clinic), pytest.raises(Refused):
        secret_of(system)
