"""The bell of an open page hears of its owner's notices, however Redis is (HOUSE 7, 13)."""

import pytest
from django.conf import settings
from redis import Redis

from crm.testing.people import make_user
from tenants.context import clinic_context
from tenants.live.streams import stream_of
from tenants.notices.models import NoticeChoice
from tenants.notices.services import announce
from tenants.outbox.models import Job


@pytest.fixture
def heard(clinic):
    """`heard()`: the fields of every event of the clinic's stream."""
    with Redis.from_url(settings.REDIS_URL, decode_responses=True) as redis:
        redis.delete(stream_of(clinic.uuid))  # an earlier test may have been told too
        yield lambda: [fields for _, fields in redis.xrange(stream_of(clinic.uuid))]
        redis.delete(stream_of(clinic.uuid))


def test_each_of_those_who_are_told_hears_that_there_is_something_and_not_what(
    clinic, agent, kind, tell, mailbox, heard
):
    ada = make_user(clinic, email="ada@example.com")
    tell(clinic, [agent, ada], kind(), who="Erion")

    mailbox.deliver(clinic)

    assert heard() == [{"event": "notice", "only": str(pk)} for pk in sorted([agent.pk, ada.pk])]


def test_whoever_wants_no_bell_is_not_rung(clinic, agent, kind, tell, mailbox, heard):
    name = kind(mail=True)
    with clinic_context(clinic):
        NoticeChoice.objects.create(user=agent, kind=name, bell=False)

    tell(clinic, [agent], name)

    mailbox.deliver(clinic)
    assert heard() == []


def test_with_redis_away_it_is_told_later(clinic, agent, kind, tell, mailbox, monkeypatch):
    def away(*_):
        raise announce.RedisError

    monkeypatch.setattr(announce, "publish", away)
    tell(clinic, [agent], kind())

    mailbox.deliver(clinic)

    with clinic_context(clinic):
        job = Job.objects.get(kind=announce.ANNOUNCE)
    assert job.state == Job.State.WAITING
    assert job.payload == {"user_ids": [agent.pk]}
