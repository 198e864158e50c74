"""Following one clinic's stream on behalf of every browser that listens."""

import asyncio
from collections.abc import Mapping

from redis.asyncio import Redis
from redis.exceptions import RedisError

# How long one question to Redis waits for news, and the pause after Redis was away.
BLOCK_MS, AWAY_SECONDS = 5000, 1
# A browser that takes nothing for so many events is told to ask anew.
BACKLOG = 200

Entry = tuple[str, Mapping[str, str]]
News = asyncio.Queue[Entry | None]  # None: something was missed, ask anew


class Reader:
    """Reads from where the stream ended when it began, and tells every listener."""

    def __init__(self, client: Redis, stream: str):
        self._client, self._stream = client, stream
        self._listeners: set[News] = set()
        self._placed = asyncio.Event()
        self._task = asyncio.create_task(self._follow())

    def join(self) -> News:
        """A queue that gets everything from the moment on at which `placed` returns."""
        news: News = asyncio.Queue(maxsize=BACKLOG)
        self._listeners.add(news)
        return news

    async def placed(self) -> None:
        """Wait until the reader knows where the stream ends; what is in it by then is not told again."""
        await self._placed.wait()

    def leave(self, news: News) -> bool:
        """True when nobody is left to read for; the reader has stopped then."""
        self._listeners.discard(news)
        if not self._listeners:
            self.stop()
        return not self._listeners

    def stop(self) -> None:
        self._task.cancel()

    async def _follow(self) -> None:
        position, lost = "", False
        while True:
            try:
                position = position or await self._end()
                if lost:
                    await self._client.ping()
                    self._tell(None)  # once, and only now: while Redis is away nobody hears of anything
                    lost = False
                self._placed.set()
                answer = await self._client.xread({self._stream: position}, block=BLOCK_MS)
            except RedisError:
                lost = True
                self._placed.set()
                await asyncio.sleep(AWAY_SECONDS)
                continue
            for entry in answer[0][1] if answer else []:
                position = entry[0]
                self._tell(entry)

    async def _end(self) -> str:
        last = await self._client.xrevrange(self._stream, count=1)
        return last[0][0] if last else "0-0"

    def _tell(self, entry: Entry | None) -> None:
        for news in self._listeners:
            if news.full():
                _empty(news)
                news.put_nowait(None)
            else:
                news.put_nowait(entry)


def _empty(news: News) -> None:
    while not news.empty():
        news.get_nowait()
