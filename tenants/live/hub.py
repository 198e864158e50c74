"""One reader for a clinic's stream, however many browsers listen; no ORM in the loop (PERFORMANCE 6)."""

import asyncio
import json
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

from redis.asyncio import Redis
from redis.exceptions import RedisError
from sse_starlette import ServerSentEvent

from tenants.live.streams import stream_of

RECHECK_SECONDS = 60
BLOCK_MS = 5000
# A browser that takes nothing for so many events is told to ask anew.
BACKLOG = 200
RESYNC = ServerSentEvent(event="resync", data="{}")

Entry = tuple[str, Mapping[str, str]]


class Hub:
    """Hands the events of each clinic's stream to whoever listens."""

    def __init__(self, client: Redis):
        self._client = client
        self._listeners: dict[str, set[asyncio.Queue[Entry | None]]] = defaultdict(set)
        self._readers: dict[str, asyncio.Task[None]] = {}

    async def listen(
        self, clinic: uuid.UUID, last_id: str, *, still_allowed: Callable[[], Awaitable[object]]
    ) -> AsyncIterator[ServerSentEvent]:
        """Events from `last_id` on (`resync` when those are gone); ends when `still_allowed` says no (60 s)."""
        name = stream_of(clinic)
        queue: asyncio.Queue[Entry | None] = asyncio.Queue(maxsize=BACKLOG)
        self._join(name, queue)
        try:
            yield ServerSentEvent(event="open", data="{}", retry=3000)
            seen = last_id
            async for event in self._missed(name, last_id):
                seen = event.id or seen
                yield event
            async for event in _fresh(queue, seen, still_allowed):
                yield event
        finally:
            self._leave(name, queue)

    async def close(self) -> None:
        for reader in self._readers.values():
            reader.cancel()

    def _join(self, name: str, queue: asyncio.Queue[Entry | None]) -> None:
        self._listeners[name].add(queue)
        if name not in self._readers:
            self._readers[name] = asyncio.create_task(self._read(name))

    def _leave(self, name: str, queue: asyncio.Queue[Entry | None]) -> None:
        self._listeners[name].discard(queue)
        if not self._listeners[name]:
            del self._listeners[name]
            self._readers.pop(name).cancel()

    async def _missed(self, name: str, last_id: str) -> AsyncIterator[ServerSentEvent]:
        """What happened while the browser was away, or `resync` when the stream no longer knows."""
        if not last_id:
            return
        try:
            oldest = await self._client.xrange(name, count=1)
            gone = not oldest or _number(oldest[0][0]) > _number(last_id)
            entries = [] if gone else await self._client.xrange(name, min=f"({last_id}")
        except (RedisError, ValueError):
            gone, entries = True, []
        if gone:
            yield RESYNC
        for entry in entries:
            yield _event(entry)

    async def _read(self, name: str) -> None:
        """Follow the stream's end; after Redis was away everybody is told to ask anew."""
        position = "$"
        while True:
            try:
                answer = await self._client.xread({name: position}, block=BLOCK_MS)
            except RedisError:
                await asyncio.sleep(1)
                self._tell(name, None)
                continue
            for entry in answer[0][1] if answer else []:
                position = entry[0]
                self._tell(name, entry)

    def _tell(self, name: str, entry: Entry | None) -> None:
        for queue in self._listeners.get(name, ()):
            if queue.full():
                queue.get_nowait()
                entry = None
            queue.put_nowait(entry)


async def _fresh(
    queue: asyncio.Queue[Entry | None], seen: str, still_allowed: Callable[[], Awaitable[object]]
) -> AsyncIterator[ServerSentEvent]:
    loop = asyncio.get_running_loop()
    check_at = loop.time() + RECHECK_SECONDS
    while True:
        if loop.time() >= check_at:
            if not await still_allowed():
                return
            check_at = loop.time() + RECHECK_SECONDS
        try:
            entry = await asyncio.wait_for(queue.get(), timeout=max(0.01, check_at - loop.time()))
        except TimeoutError:
            continue
        if entry is None:
            yield RESYNC
        elif not seen or _number(entry[0]) > _number(seen):
            yield _event(entry)


def _event(entry: Entry) -> ServerSentEvent:
    fields = dict(entry[1])
    return ServerSentEvent(event=fields.pop("event", "message"), data=json.dumps(fields), id=entry[0])


def _number(stream_id: str) -> tuple[int, int]:
    """A stream id as numbers; ValueError for what is none."""
    first, _, second = stream_id.partition("-")
    return int(first), int(second or 0)
