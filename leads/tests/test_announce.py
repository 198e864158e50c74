"""A new lead is told to open pages once, through a job, however Redis is (HOUSE 7, 13)."""

import pytest
from django.conf import settings
from django.utils import timezone
from redis import Redis

from crm.testing.people import client_of, key_of, post_lead
from leads.models import LeadPayload
from leads.services import announce
from tenants.context import clinic_context
from tenants.live.publisher import publish
from tenants.live.streams import stream_of
from tenants.outbox.models import Job
from tenants.outbox.services import work

MARIO = {"first_name": "Mario", "phone": "+39333111222"}


@pytest.fixture
def post(clinic):
    client, key = client_of(clinic), key_of(clinic)
    with Redis.from_url(settings.REDIS_URL) as redis:
        redis.delete(stream_of(clinic.uuid))  # an earlier test may have been told too
        yield lambda **fields: post_lead(client, key, **fields).json()["lead_id"]
        redis.delete(stream_of(clinic.uuid))


def told(clinic):
    with Redis.from_url(settings.REDIS_URL, decode_responses=True) as redis:
        return [fields for _, fields in redis.xrange(stream_of(clinic.uuid))]


def do_jobs(clinic):
    with clinic_context(clinic):
        work.run_due(now=timezone.now())


def test_a_new_lead_is_told_with_its_id_and_nothing_about_the_person(clinic, other_clinic, post):
    lead = post(**MARIO)

    do_jobs(clinic)

    assert told(clinic) == [{"event": "lead_created", "lead_id": str(lead)}]
    assert told(other_clinic) == []


def test_a_known_person_is_not_told_a_second_time(clinic, post):
    post(**MARIO)
    post(**MARIO)

    do_jobs(clinic)

    assert len(told(clinic)) == 1


def test_a_robot_is_not_told_of(clinic):
    post_lead(client_of(clinic), key_of(clinic), **MARIO, company_website="https://robot.example")

    with clinic_context(clinic):
        assert not Job.objects.exists()


def test_what_waits_for_people_is_told_to_triage_and_is_no_lead(clinic, post):
    with pytest.raises(KeyError):  # a refusal names no lead
        post(first_name="No way to answer")

    do_jobs(clinic)

    with clinic_context(clinic):
        payload = LeadPayload.objects.get()
    assert told(clinic)[-1] == {"event": "arrival_held", "payload_id": str(payload.pk)}


def test_with_redis_away_it_is_tried_again(clinic, post, monkeypatch):
    answers = [announce.RedisError("away"), None]

    def sometimes(event, ids):
        if problem := answers.pop(0):
            raise problem
        publish(event, ids)

    monkeypatch.setattr(announce, "publish", sometimes)
    post(**MARIO)

    do_jobs(clinic)
    with clinic_context(clinic):
        job = Job.objects.get()
        work.run_due(now=job.due_at)

    assert job.state == Job.State.WAITING
    assert len(told(clinic)) == 1


def test_the_job_holds_no_data_of_the_person(clinic, post):
    lead = post(**MARIO)

    with clinic_context(clinic):
        job = Job.objects.get()
    assert (job.payload, job.key) == (
        {"lead_id": lead, "news": {"lead_id": lead, "by": None}},
        f"leads.announce:{lead}",
    )
