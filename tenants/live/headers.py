"""Around the whole application: what answers here never passes Django's middlewares (H:N11)."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Headed:
    """Adds to each answer those of `headers(secure=...)` that it does not have, errors of Starlette's own too."""

    def __init__(self, app: ASGIApp, headers: Callable[..., Mapping[str, str]]):
        self.app = app
        self.headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = MutableHeaders(scope=message)
                for name, value in self.headers(secure=_is_secure(scope)).items():
                    given.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, headed)


def _is_secure(scope: Mapping[str, Any]) -> bool:
    """As Django's request.is_secure: where a proxy of ours ends TLS, its word counts."""
    if not settings.SECURE_PROXY_SSL_HEADER:
        return scope["scheme"] == "https"
    name, secure = settings.SECURE_PROXY_SSL_HEADER
    told = Headers(scope=scope).get(name.removeprefix("HTTP_").replace("_", "-"), "")
    return told.split(",")[0].strip() == secure
