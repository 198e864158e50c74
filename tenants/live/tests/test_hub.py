"""The hub alone, with a real Redis: one reader for many, an end for those who may no longer listen (HOUSE 13)."""

import asyncio
import json
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis.asyncio
from django.conf import settings
from redis import Redis

from tenants.live import hub as hub_module
from tenants.live import reader as reader_module
from tenants.live.hub import Hub
from tenants.live.streams import stream_of
from tenants.live.visitors import Visitor

DEADLINE = 30  # seconds


@pytest.fixture
def visitor(servers):
    visitor = Visitor(uuid.uuid4(), frozenset({"lead_created"}), "7")
    yield visitor
    with Redis.from_url(settings.REDIS_URL) as client:
        client.delete(stream_of(visitor.clinic))


def in_loop(play):
    """Run `play(hub, client)` on a loop of its own, with a hub and a Redis client of that loop."""

    async def run():
        client = redis.asyncio.Redis.from_url(settings.REDIS_URL, decode_responses=True)
        hub = Hub(client)
        try:
            async with asyncio.timeout(DEADLINE):
                return await play(hub, client)
        finally:
            await client.aclose()

    with ThreadPoolExecutor(1) as aside:  # a browser test before us leaves its loop in this thread
        return aside.submit(lambda: asyncio.run(run())).result()


def open_stream(hub, visitor, last_id="", still=None):
    async def same():
        return visitor

    return hub.listen(visitor, last_id, still_allowed=still or same)


async def told(stream, *, until_closed=False, count=1):
    found = []
    async for event in stream:
        found.append(event)
        if not until_closed and len(found) == count:
            break
    return found


async def publish(client, visitor, event="lead_created", number=1, **more):
    return await client.xadd(stream_of(visitor.clinic), {"event": event, "lead_id": str(number), **more})


def test_two_listeners_of_a_clinic_share_one_reader_which_ends_with_the_last_of_them(visitor):
    async def play(hub, client):
        streams = [open_stream(hub, visitor) for _ in range(2)]
        for stream in streams:
            await told(stream)
        readers = [len(hub._readers)]
        await publish(client, visitor)
        both = [(await told(stream))[0].event for stream in streams]
        for stream in streams:
            await stream.aclose()
            readers.append(len(hub._readers))
        return both, readers

    assert in_loop(play) == (["lead_created", "lead_created"], [1, 1, 0])


def test_a_stream_ends_at_the_first_check_after_its_listener_may_no_longer_listen(visitor, monkeypatch):
    monkeypatch.setattr(hub_module, "RECHECK_SECONDS", 0.05)
    answers = [visitor, visitor, None]

    async def still():
        return answers.pop(0)

    async def play(hub, client):
        return await told(open_stream(hub, visitor, still=still), until_closed=True)

    assert [event.event for event in in_loop(play)] == ["open"]
    assert answers == []


def test_a_stream_ends_when_its_listener_may_hear_less_than_before(visitor, monkeypatch):
    monkeypatch.setattr(hub_module, "RECHECK_SECONDS", 0.05)

    async def still():
        return Visitor(visitor.clinic, frozenset(), visitor.user)

    async def play(hub, client):
        return await told(open_stream(hub, visitor, still=still), until_closed=True)

    assert [event.event for event in in_loop(play)] == ["open"]


def test_an_event_for_one_person_reaches_that_person_alone(visitor):
    async def play(hub, client):
        stream = open_stream(hub, visitor)
        await told(stream)
        await publish(client, visitor, number=1, only=8)
        await publish(client, visitor, number=2, only=77)
        await publish(client, visitor, number=3, only=7)
        return await told(stream)

    assert [json.loads(event.data) for event in in_loop(play)] == [{"lead_id": "3"}]


def test_a_listener_is_not_told_what_it_has_no_right_to_hear(visitor):
    async def play(hub, client):
        stream = open_stream(hub, visitor)
        await told(stream)
        await publish(client, visitor, event="invoice_paid")
        await publish(client, visitor, number=2)
        return await told(stream)

    assert [event.event for event in in_loop(play)] == ["lead_created"]


def test_what_happened_while_the_page_was_drawn_is_told_and_old_news_is_not(visitor):
    async def play(hub, client):
        await client.xadd(stream_of(visitor.clinic), {"event": "lead_created", "lead_id": "1"}, id="1-0")
        await publish(client, visitor, number=2)
        return await told(open_stream(hub, visitor), count=2)

    events = in_loop(play)

    assert [event.data for event in events][1:] == ['{"lead_id": "2"}']


def test_nothing_is_told_twice_to_a_page_that_came_back(visitor):
    async def play(hub, client):
        first = await publish(client, visitor)
        await publish(client, visitor, number=2)
        stream = open_stream(hub, visitor, last_id=first)
        before = await told(stream, count=2)
        await publish(client, visitor, number=3)
        return [event.data for event in before + await told(stream)]

    assert in_loop(play) == ["{}", '{"lead_id": "2"}', '{"lead_id": "3"}']


def test_a_browser_that_takes_nothing_is_told_to_ask_anew_and_the_others_are_not(visitor, monkeypatch):
    monkeypatch.setattr(reader_module, "BACKLOG", 2)

    async def play(hub, client):
        quick, slow = open_stream(hub, visitor), open_stream(hub, visitor)
        heard = []
        for number in range(6):
            for stream in (quick, slow) if number < 2 else (quick,):
                heard += await told(stream)
            await publish(client, visitor, number=number)
        heard += await told(quick)
        return {event.event for event in heard}, (await told(slow))[0].event

    assert in_loop(play) == ({"open", "lead_created"}, "resync")
