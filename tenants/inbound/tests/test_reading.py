"""What providers tell is kept once, read once, and one that nobody can read keeps none waiting (H:W2, W4, W6)."""

from datetime import timedelta

import pytest
from django.db import DataError, transaction

from crm.lib.errors import Conflict, InvalidData
from tenants.context import clinic_context
from tenants.inbound.models import WebhookEvent
from tenants.inbound.services import reading
from tenants.inbound.services.forget import read_long_ago
from tenants.inbound.services.keeping import Came, keep
from tenants.inbound.tests.conftest import NOW
from tenants.outbox.handlers import WAITS
from tenants.outbox.models import Job
from tenants.outbox.services import work
from tenants.outbox.services.sweep import settle_abandoned


def test_what_came_is_read_with_its_bytes_and_once(inside, reader, came):
    read = []
    reader(lambda event, now: read.append((bytes(event.body), now)))
    came("one")

    work.run_due(now=NOW)
    came("one")
    work.run_due(now=NOW)

    event = WebhookEvent.objects.get()
    assert read == [(b"one", NOW)]
    assert (event.state, event.ended_at, event.attempts, event.unfinished) == ("done", NOW, 1, 0)


def test_a_hundred_repeats_are_one_event_and_one_job(inside, came):
    for _ in range(100):
        came("one")

    assert (WebhookEvent.objects.count(), Job.objects.count()) == (1, 1)


def test_the_same_name_in_another_clinic_is_another_event(clinic, other_clinic, came):
    for one in (clinic, other_clinic):
        with clinic_context(one):
            came("one")

    with clinic_context(other_clinic):
        assert WebhookEvent.objects.count() == 1
        assert {job.payload["event_id"] for job in Job.objects.all()} == {"one"}


def test_all_of_a_request_are_kept_or_none(inside):
    with pytest.raises(DataError):
        keep([Came("testing", "one", b""), Came("testing", "x" * 151, b"")], now=NOW)

    assert not WebhookEvent.objects.exists()
    assert not Job.objects.exists()


def test_one_that_breaks_its_reader_is_given_up_and_the_others_are_read(inside, reader, came, until_done):
    def read(event, now):
        if event.event_id == "poison":
            WebhookEvent.objects.filter(event_id="one").update(error="half done")
            raise InvalidData("This is no message.")

    reader(read)
    came("one", "poison", *(f"more {number}" for number in range(20)))

    until_done()

    poison = WebhookEvent.objects.get(event_id="poison")
    assert (poison.state, poison.error, poison.attempts) == ("dead", "This is no message.", len(reading.WAITS) + 1)
    assert WebhookEvent.objects.filter(state="done", error="").count() == 21
    assert not Job.objects.exclude(state=Job.State.DONE).exists()


def test_it_is_tried_again_later_each_time(inside, reader, came, until_done):
    tried = []

    def read(event, now):
        tried.append(now - NOW)
        if len(tried) < 3:
            raise ValueError("not yet")

    reader(read)
    came("one")

    until_done()

    assert tried == [tried[0], reading.WAITS[0], reading.WAITS[0] + reading.WAITS[1]]
    assert WebhookEvent.objects.get().state == "done"


def test_one_that_ends_its_worker_three_times_is_given_up_unread(inside, reader, came):
    reader(lambda event, now: pytest.fail("read once more"))
    came("one")
    WebhookEvent.objects.update(unfinished=reading.DEADLY)

    work.run_due(now=NOW)

    assert WebhookEvent.objects.get().error == reading.ENDED_ITS_WORKER


def test_a_try_that_its_worker_did_not_survive_is_counted_before_it_is_made(inside, reader, came):
    class Killed(BaseException):
        pass

    def read(event, now):
        raise Killed

    reader(read)
    came("one")
    with pytest.raises(Killed):
        work.run_due(now=NOW)

    inside.shift(600)
    assert settle_abandoned(now=NOW + work.LEASE * 2) == 1
    event = WebhookEvent.objects.get()
    assert (event.state, event.attempts, event.unfinished) == ("waiting", 1, 1)


def test_what_nobody_reads_is_given_up_at_once(inside, came):
    came("one")

    work.run_due(now=NOW)

    assert WebhookEvent.objects.get().error == reading.NO_READER


def test_a_replay_reads_what_was_given_up_with_all_its_tries(inside, reader, came, until_done):
    came("one")
    work.run_due(now=NOW)
    read = []
    reader(lambda event, now: read.append(event.attempts))

    reading.replay(WebhookEvent.objects.get().pk, now=NOW)
    until_done()

    assert (read, WebhookEvent.objects.get().state) == ([1], "done")
    with pytest.raises(Conflict), transaction.atomic():
        reading.replay(WebhookEvent.objects.get().pk, now=NOW)


def test_what_was_read_is_forgotten_and_what_was_given_up_is_not(inside, reader, came, settings):
    came("lost")
    work.run_due(now=NOW)
    reader(lambda event, now: None)
    came("read")
    work.run_due(now=NOW)
    inside.shift(1)

    later = NOW.replace(year=2027)
    assert [event.event_id for event in read_long_ago(later)] == ["read"]
    assert not read_long_ago(NOW).exists()


def test_one_that_comes_again_after_it_was_forgotten_is_read_and_can_be_forgotten_again(inside, reader, came):
    reader(lambda event, now: None)
    came("one")
    work.run_due(now=NOW)
    WebhookEvent.objects.all().delete()
    later = NOW + timedelta(days=40)
    inside.move_to(later)

    came("one", now=later)
    work.run_due(now=later)

    assert WebhookEvent.objects.get().state == "done"


def test_one_whose_job_is_given_up_is_given_up_too_so_that_people_see_it(inside, reader, came):
    came("one")
    for died in range(1 + len(WAITS)):
        then = NOW + died * 2 * work.LEASE
        assert work.begin(work.claim_due(now=then)[0])
        settle_abandoned(now=then + 1.5 * work.LEASE)

    assert Job.objects.get().state == Job.State.FAILED
    assert (WebhookEvent.objects.get().state, WebhookEvent.objects.get().error) == (
        "dead",
        reading.ENDED_ITS_WORKER,
    )


def test_a_paused_clinic_hears_too(inside, clinic, reader, came):
    read = []
    reader(lambda event, now: read.append(event.event_id))
    clinic.state = "suspended"

    came("one")
    work.run_due(now=NOW)

    clinic.state = "active"
    assert read == ["one"]
