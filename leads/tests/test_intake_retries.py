"""Who sends again because no answer came: one lead, one announcement, the same answer (H:L5)."""

import contextlib
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from django.db import connection, transaction

from attribution.models import Touchpoint
from crm.testing.faults import own_web
from crm.testing.people import host_of
from crm.testing.processes import until
from leads.models import Lead, LeadPayload
from tenants.context import clinic_context
from tenants.outbox.models import Job
from tenants.services.locks import lock_names

AT_ONCE = 20
MARIO = {"first_name": "Mario", "phone": "+393331112222"}


def send(door, name, **fields):
    web, clinic, key = door
    headers = {"X-API-Key": key, "Idempotency-Key": name}
    return web.request("POST", "/api/v1/leads", host=host_of(clinic), json=MARIO | fields, headers=headers)


def rows(clinic):
    with clinic_context(clinic):
        return [kind.objects.count() for kind in (Lead, LeadPayload, Touchpoint, Job)]


def until_answered(door, name):
    """As a client does that was told to come again."""
    while (answer := send(door, name)).status_code == 409:
        pass
    return answer.status_code, answer.json()["lead_id"]


def test_twenty_who_send_the_same_at_once_are_one_lead_and_are_answered_alike(door):
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        answers = list(crowd.map(lambda _: send(door, "one"), range(AT_ONCE)))

    told = Counter(answer.status_code for answer in answers)
    assert set(told) <= {201, 409}
    assert rows(door[1]) == [1, 1, 1, 1]
    ids = {answer.json()["lead_id"] for answer in answers if answer.status_code == 201}
    assert ids == {until_answered(door, "one")[1]}


def test_twenty_who_each_go_on_until_they_are_answered_hear_of_the_same_lead(door):
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        answers = set(crowd.map(lambda _: until_answered(door, "one"), range(AT_ONCE)))

    assert {status for status, _ in answers} == {201}
    assert len(answers) == 1
    assert rows(door[1]) == [1, 1, 1, 1]


def test_while_the_first_is_worked_on_the_second_is_told_to_come_again(door):
    with ThreadPoolExecutor(1) as sender, clinic_context(door[1]), transaction.atomic():
        lock_names([f"phone:{MARIO['phone']}"])  # as another arrival of this person does
        first = sender.submit(send, door, "one")
        until(somebody_waits)
        second = send(door, "one")

    assert (second.status_code, second.json()["code"]) == (409, "conflict")
    assert first.result().status_code == 201
    assert until_answered(door, "one") == (201, first.result().json()["lead_id"])
    assert rows(door[1]) == [1, 1, 1, 1]


def somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)")
        return cursor.fetchone()[0]


@pytest.mark.chaos
@pytest.mark.xdist_group("chaos")
def test_a_web_process_killed_between_commit_and_answer_leaves_the_answer_behind(door):
    clinic, key = door[1:]
    with own_web(application="crm.testing.halting:application") as halting:
        sender = threading.Thread(target=unanswered, args=[(halting, clinic, key)])
        sender.start()
        until(lambda: rows(clinic)[1] == 1, told=halting.output)
        halting.kill()
        sender.join()
    with clinic_context(clinic):
        lead = Lead.objects.get()

    answers = [send(door, "one") for _ in range(2)]

    told = {"lead_id": lead.pk, "lead_score": lead.lead_score}
    assert [(answer.status_code, answer.json()) for answer in answers] == [(201, told)] * 2
    assert rows(clinic) == [1, 1, 1, 1]


def unanswered(door):
    with contextlib.suppress(httpx.TransportError):
        send(door, "one")
        raise AssertionError("It was answered.")
