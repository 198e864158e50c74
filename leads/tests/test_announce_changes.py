"""Open pages hear which lead a colleague changed: after the commit, with no word about the person (HOUSE 13)."""

import pytest
from django.conf import settings
from django.db import transaction
from redis import Redis
from redis.exceptions import RedisError

from crm.testing.people import client_of, key_of, post_lead
from leads.models import Tag
from leads.services import announce_changes, operations
from leads.services.editing import change_lead
from leads.services.notes import add_note
from leads.services.tags import tag_leads
from leads.tests.factories import make_lead, stage_of
from tenants.context import clinic_context
from tenants.live import gathered
from tenants.live.streams import stream_of


@pytest.fixture
def told(clinic, other_clinic, django_capture_on_commit_callbacks):
    """`told(deed)`: what the clinic's pages hear of it, once it is committed."""
    with Redis.from_url(settings.REDIS_URL, decode_responses=True) as redis:
        streams = [stream_of(one.uuid) for one in (clinic, other_clinic)]

        def run(deed):
            redis.delete(*streams)
            with django_capture_on_commit_callbacks(execute=True):
                deed()
                assert not redis.exists(*streams)
            assert announce_changes.settle(30)
            assert not redis.exists(streams[1])
            return [fields for _, fields in redis.xrange(streams[0])]

        yield run
        redis.delete(*streams)


@pytest.fixture
def lead(clinic):
    return make_lead(clinic)


def deeds(clinic, act, lead, colleague):
    with clinic_context(clinic):
        Tag.objects.create(name="vip")
        to = stage_of("qualified").pk
    return {
        "move": lambda: act(operations.move, [lead.pk], to=to),
        "assign": lambda: act(operations.assign, [lead.pk], to=colleague.pk),
        "tag": lambda: act(tag_leads, [lead.pk], add=["vip"], remove=[]),
        "note": lambda: act(add_note, lead.pk, body="Afraid of needles"),
        "edit": lambda: act(change_lead, lead.pk, {"city": "Bari"}),
        "archive": lambda: act(operations.archive, [lead.pk]),
    }


def test_each_deed_on_a_lead_is_told_with_its_number_and_nothing_else(clinic, act, lead, colleague, told):
    heard = {name: told(deed) for name, deed in deeds(clinic, act, lead, colleague).items()}

    event = {"event": "lead_updated", "lead_id": str(lead.pk)}
    assert heard == {name: [event] for name in heard}


def test_many_that_change_at_once_are_one_event(clinic, act, lead, told):
    pks = [lead.pk, *(make_lead(clinic).pk for _ in range(3))]

    assert told(lambda: act(operations.archive, pks)) == [{"event": "lead_updated", "number": "4"}]


def test_whoever_writes_again_is_told_of_as_changed(clinic, told):
    client, key = client_of(clinic), key_of(clinic)
    mario = {"first_name": "Mario", "email": "mario@example.com"}
    pk = post_lead(client, key, **mario).json()["lead_id"]

    assert told(lambda: post_lead(client, key, **mario)) == [{"event": "lead_updated", "lead_id": str(pk)}]


def test_what_is_rolled_back_is_not_told(clinic, act, lead, told):
    def deed():
        with transaction.atomic():
            act(operations.archive, [lead.pk])
            transaction.set_rollback(True)

    assert told(deed) == []


def test_with_redis_away_the_deed_is_done_all_the_same(clinic, act, lead, told, monkeypatch):
    def broken(*args, **more):
        raise RedisError("away")

    monkeypatch.setattr(gathered, "publish", broken)

    assert told(lambda: act(operations.archive, [lead.pk])) == []
