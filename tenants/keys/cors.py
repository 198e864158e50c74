"""Which pages of other origins may call an address, and read its answer (H:L13). Never with cookies.

A browser asks first (a preflight, which has no key): yes, when a working site key of this clinic names the page;
on the platform's host, of any clinic. The answer itself is readable for the key's own pages only.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from crm.lib.errors import NotAllowed
from crm.lib.ttl import TTLCache
from tenants.desk.api.errors import refused
from tenants.keys.services.check import key_behind
from tenants.keys.services.fields import origin_of
from tenants.services.hosts import CACHE_SECONDS
from tenants.services.routes import is_known_page

ALLOW_HEADERS = "X-API-Key, Content-Type, Idempotency-Key"
MAX_AGE = 600  # seconds for which a browser keeps the answer to its question
View = Callable[..., HttpResponse]
_pages: TTLCache[bool] = TTLCache(seconds=CACHE_SECONDS)


def with_cors(view: View, *, methods: tuple[str, ...]) -> View:
    """Let pages call this view, which asks for a key, with these methods; everything else it answers as before.

    `cors_origin` is who may read the answer; crm.headers writes it where errors pass too.
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        origin = request.headers.get("Origin", "")
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            return _preflight(request, origin, methods)
        if request.method in methods:
            request.cors_origin = origin if _may_read(request, origin) else ""
        return view(request, *args, **kwargs)

    return answered


def forget_pages() -> None:
    _pages.clear()


def _preflight(request: HttpRequest, origin: str, methods: tuple[str, ...]) -> HttpResponse:
    if not _is_page(request, origin):
        request.cors_origin = ""
        return refused(NotAllowed("No site key names this page."))
    request.cors_origin = origin
    headers = {
        "Access-Control-Allow-Methods": ", ".join(methods),
        "Access-Control-Allow-Headers": ALLOW_HEADERS,
        "Access-Control-Max-Age": str(MAX_AGE),
    }
    return HttpResponse(status=204, headers=headers)


def _may_read(request: HttpRequest, origin: str) -> bool:
    """A database that is away says no: a browser then tells its page of a failure, and the form tries again."""
    if not origin:
        return False
    try:
        key = key_behind(request.headers.get("X-API-Key", ""))
        return key.stands_in(origin) if key else _is_page(request, origin)
    except DatabaseError:
        return False


def _is_page(request: HttpRequest, origin: str) -> bool:
    """Asked of what browsers write only, so that nonsense costs no question."""
    if origin == "" or origin_of(origin) != origin:
        return False
    clinic = request.clinic
    return _pages.get_or((clinic and clinic.pk, origin), lambda: is_known_page(origin, clinic))
