"""/health and /health/redis: answered first, on any host, without a session (F:G4, G5)."""

import hmac
import time
from collections.abc import Callable
from datetime import timedelta

import redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from structlog.contextvars import clear_contextvars

from crm.lib.redisurl import TIMEOUT
from tenants.context import platform_schema
from tenants.models import Heartbeat
from tenants.services.migrating import pending

BEAT_SILENT = timedelta(minutes=3)
QUEUE_LONG = 10_000
QUEUES = ("intake", "delivery", "lead_processing", "sync", "reports", "default")


class HealthMiddleware:
    """Names of what is well and what is not; values only for whoever has HEALTH_TOKEN."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        clear_contextvars()  # of the request that this thread served before
        path = request.path.rstrip("/")
        if path == "/health":
            return health(request)
        if path == "/health/redis":
            return redis_health(request)
        return self.get_response(request)


def health(request: HttpRequest) -> JsonResponse:
    """503 only without a database or with migrations to do; else 200, `ok` or `degraded`."""
    checks, values = _database()
    if checks["database"]:
        more, measured = _around()
        checks |= more
        values |= measured
    down = not (checks["database"] and checks["migrations"])
    status = "down" if down else "ok" if all(checks.values()) else "degraded"
    body = {"status": status, "ok": _names(checks, True), "failing": _names(checks, False)}
    return _answer(request, body, values, 503 if down else 200)


def redis_health(request: HttpRequest) -> JsonResponse:
    well, values = _redis()
    return _answer(request, {"status": "ok" if well else "down"}, values, 200 if well else 503)


def _database() -> tuple[dict[str, bool], dict[str, object]]:
    started = time.monotonic()
    try:
        with platform_schema():
            migrated = not pending()
    except (DatabaseError, InterfaceError) as problem:
        # Tables that are not there yet mean a database that is there and not migrated.
        present = "does not exist" in str(problem) and "relation" in str(problem)
        return {"database": present, "migrations": False}, {}
    return {"database": True, "migrations": migrated}, {"database_ms": _ms(started)}


def _around() -> tuple[dict[str, bool], dict[str, object]]:
    well, values = _redis()
    with platform_schema():
        last = Heartbeat.objects.filter(name="beat").values_list("at", flat=True).first()
    age = timezone.now() - last if last else None
    values["beat_age_s"] = round(age.total_seconds()) if age is not None else None
    checks = {"redis": well, "beat": age is not None and age < BEAT_SILENT}
    return checks | {"queue": well and values["queue_length"] < QUEUE_LONG}, values


def _redis() -> tuple[bool, dict[str, object]]:
    started = time.monotonic()
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT)
    try:
        pipe = client.pipeline(transaction=False)
        for queue in QUEUES:
            pipe.llen(queue)
        length = sum(pipe.execute())
    except redis.RedisError:
        return False, {"queue_length": 0}
    finally:
        client.close()
    return True, {"redis_ms": _ms(started), "queue_length": length}


def _answer(request: HttpRequest, body: dict, values: dict, status: int) -> JsonResponse:
    token = request.headers.get("X-Health-Token", "")
    if settings.HEALTH_TOKEN and hmac.compare_digest(token.encode(), settings.HEALTH_TOKEN.encode()):
        body = body | {"values": values}
    return JsonResponse(body, status=status, headers={"Cache-Control": "no-store"})


def _names(checks: dict[str, bool], wanted: bool) -> list[str]:
    return sorted(name for name, well in checks.items() if well is wanted)


def _ms(started: float) -> float:
    return round((time.monotonic() - started) * 1000, 1)
