"""The ASGI application of the live process: one address, /live, and nothing of Django's request cycle in it."""

import redis.asyncio
from django.conf import settings
from django.db import InterfaceError, OperationalError
from sse_starlette import EventSourceResponse
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tenants.context import in_thread
from tenants.live.hub import Hub
from tenants.live.reader import BLOCK_MS
from tenants.live.visitors import allowed_origin, visitor_of

PING_SECONDS = 15
# A Redis that says nothing for longer than a reader asks it to wait is away (H:P3).
ANSWER_SECONDS = BLOCK_MS / 1000 + 2


async def stream(request: Request) -> Response:
    """The events of the visitor's clinic, from Last-Event-ID on; 403 without a session there (H:T10)."""
    host = request.headers.get("host", "")
    origin = request.headers.get("origin", "")
    cors = allowed_origin(origin, host)
    if origin and not cors:
        return PlainTextResponse("Forbidden.\n", status_code=403)
    session = request.cookies.get(settings.SESSION_COOKIE_NAME, "")
    visitor = await in_thread(visitor_of, host, session)
    if visitor is None:
        return PlainTextResponse("Forbidden.\n", status_code=403, headers=cors)
    hub: Hub = request.app.state.hub
    events = hub.listen(
        visitor,
        request.headers.get("last-event-id", ""),
        still_allowed=lambda: in_thread(visitor_of, host, session),
    )
    return EventSourceResponse(events, headers={**cors, "Cache-Control": "no-store"}, ping=PING_SECONDS)


async def away(request: Request, error: Exception) -> Response:
    """PostgreSQL does not answer: nobody can be known now (HOUSE, "Answers")."""
    return PlainTextResponse("Come again.\n", status_code=503, headers={"Retry-After": "5"})


def build() -> Starlette:
    """A fresh application with a hub of its own. No lifespan: granian's `asginl` runs none, and none is needed."""
    handlers = {OperationalError: away, InterfaceError: away}
    app = Starlette(routes=[Route("/live", stream)], exception_handlers=handlers)
    app.state.hub = Hub(
        redis.asyncio.Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=ANSWER_SECONDS, decode_responses=True
        )
    )
    return app
