"""One reader for a clinic's stream, however many browsers listen; no ORM in the loop (PERFORMANCE 6)."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable

from redis.asyncio import Redis
from redis.exceptions import RedisError
from sse_starlette import ServerSentEvent

from tenants.live.reader import Entry, News, Reader
from tenants.live.streams import ONLY, stream_of
from tenants.live.visitors import Visitor

RECHECK_SECONDS = 60
# A page is drawn before its stream opens: what happened in between is told again.
LOOK_BACK_MS = 10_000
RETRY_MS = 3000
RESYNC = ServerSentEvent(event="resync", data="{}")


class Hub:
    """Hands the events of each clinic's stream to whoever listens."""

    def __init__(self, client: Redis):
        self._client = client
        self._readers: dict[str, Reader] = {}

    async def listen(
        self, visitor: Visitor, last_id: str, *, still_allowed: Callable[[], Awaitable[object]]
    ) -> AsyncIterator[ServerSentEvent]:
        """What this visitor may hear from `last_id` on (`resync` when that is gone). Ends when `still_allowed`,
        asked every RECHECK_SECONDS, no longer answers with the same visitor."""
        name = stream_of(visitor.clinic)
        reader = self._readers.get(name) or self._readers.setdefault(name, Reader(self._client, name))
        news = reader.join()
        try:
            await reader.placed()
            yield ServerSentEvent(event="open", data="{}", retry=RETRY_MS)
            seen = last_id
            async for entry in self._missed(name, last_id):
                seen = entry[0] if entry else ""  # after a resync everything is news
                if event := _told(entry, visitor):
                    yield event
            async for entry in _fresh(news, seen, lambda: _same(visitor, still_allowed)):
                if event := _told(entry, visitor):
                    yield event
        finally:
            if reader.leave(news):
                self._readers.pop(name, None)

    async def _missed(self, name: str, last_id: str) -> AsyncIterator[Entry | None]:
        """What happened while the browser was away, or None when the stream no longer knows."""
        try:
            if last_id and not await self._reaches_back_to(name, last_id):
                yield None
                return
            entries = await self._client.xrange(name, min=f"({last_id}" if last_id else await self._look_back())
        except (RedisError, ValueError):
            yield None
            return
        for entry in entries:
            yield entry

    async def _reaches_back_to(self, name: str, last_id: str) -> bool:
        """False also for an id from the future: the stream began anew since. ValueError for what is no id."""
        oldest, newest = await self._client.xrange(name, count=1), await self._client.xrevrange(name, count=1)
        if not oldest:
            return False
        return _number(oldest[0][0]) <= _number(last_id) <= _number(newest[0][0])

    async def _look_back(self) -> str:
        seconds, micros = await self._client.time()
        return str(max(0, seconds * 1000 + micros // 1000 - LOOK_BACK_MS))


async def _fresh(
    news: News, seen: str, still_allowed: Callable[[], Awaitable[bool]]
) -> AsyncIterator[Entry | None]:
    loop = asyncio.get_running_loop()
    check_at = loop.time() + RECHECK_SECONDS
    while True:
        if loop.time() >= check_at:
            if not await still_allowed():
                return
            check_at = loop.time() + RECHECK_SECONDS
        try:
            entry = await asyncio.wait_for(news.get(), timeout=max(0.01, check_at - loop.time()))
        except TimeoutError:
            continue
        if entry is None or not seen or _number(entry[0]) > _number(seen):
            yield entry


def _told(entry: Entry | None, visitor: Visitor) -> ServerSentEvent | None:
    """What this visitor is told of it: nothing of what they may not hear, or what is for somebody else."""
    if entry is None:
        return RESYNC
    fields = dict(entry[1])
    event, only = fields.pop("event", "message"), fields.pop(ONLY, visitor.user)
    if event not in visitor.events or only != visitor.user:
        return None
    return ServerSentEvent(event=event, data=json.dumps(fields), id=entry[0])


async def _same(visitor: Visitor, still_allowed: Callable[[], Awaitable[object]]) -> bool:
    return await still_allowed() == visitor


def _number(stream_id: str) -> tuple[int, int]:
    """A stream id as numbers; ValueError for what is none."""
    first, _, second = stream_id.partition("-")
    return int(first), int(second or 0)
