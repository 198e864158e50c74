"""What is told in confidence, and a search for it in all that came out, was printed and was stored (H:K1, K4)."""

import json
import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

import redis
from django.conf import settings
from django.db import connection
from django.http import HttpResponse

from crm.testing.mailboxes import Accepted
from crm.testing.people import client_of, make_user
from tenants.models import Clinic
from tenants.staff import roles
from tenants.staff.models import User

FILE = "/admin/activity.csv"
LOOKED_AT = (
    "/admin/",
    "/admin/audit/entry/",
    "/api/v1/trail",
    "/admin/notices/",
    "/admin/integrations/",
    "/admin/integrations/smtp/",
    "/admin/staff/user/",
)


def canary(name: str) -> str:
    """What no page, table or line may hold; no two are alike, and none is a word of ours."""
    return f"canary-{name}-{uuid.uuid4().hex}"


class Heard:
    """All that came back from a clinic's host, and the secrets that were told to it."""

    def __init__(self, clinic: Clinic, user: User | None = None):
        self.clinic, self.client = clinic, client_of(clinic, user)
        self.secrets: list[tuple[str, str]] = []
        self.bodies: list[tuple[str, str]] = []
        self.client.raise_request_exception = False

    def secret(self, name: str) -> str:
        return self.knows(name, canary(name))

    def knows(self, name: str, value: str) -> str:
        self.secrets.append((name, value))
        return value

    def ask(self, method: str, path: str, *args: Any, **options: Any) -> HttpResponse:
        answer = getattr(self.client, method)(path, *args, **options)
        where = f"{method} {answer.status_code}, call {len(self.bodies)}"
        self.bodies.append((where, repr(sorted(answer.headers.items())) + answer.getvalue().decode()))
        return answer

    def leaks(self, *places: tuple[str, str]) -> list[tuple[str, str]]:
        """[(secret, where)] of those that stand in a page or a place: plain, as bytes, as an address writes it."""
        return [
            (name, where)
            for name, secret in self.secrets
            for where, text in (*self.bodies, *places)
            if secret in text or secret in unquote(text) or secret.encode().hex() in text
        ]


def everything_stored() -> Iterator[tuple[str, str]]:
    """Every row of every table: the trail, the jobs with their payloads, the sessions, what websites sent."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT schemaname, tablename FROM pg_tables WHERE schemaname !~ '^(pg_|information_)'")
        for schema, table in cursor.fetchall():
            cursor.execute(f'SELECT coalesce(string_agg(t::text, chr(10)), \'\') FROM "{schema}"."{table}" t')
            yield f"{schema}.{table}", cursor.fetchone()[0]


def everything_in_redis() -> Iterator[tuple[str, str]]:
    """Every key and its value, of any kind: the cache, the queue with its messages, the live streams."""
    server = redis.Redis.from_url(settings.REDIS_URL)
    read = {
        b"string": server.get,
        b"list": lambda key: server.lrange(key, 0, -1),
        b"set": server.smembers,
        b"hash": server.hgetall,
        b"zset": lambda key: server.zrange(key, 0, -1),
        b"stream": server.xrange,
    }
    for key in server.scan_iter():
        if (kind := server.type(key)) != b"none":  # gone meanwhile
            yield f"redis {key!r}", f"{key!r} {read[kind](key)!r}"


def printed(lines: Callable[[], list[dict[str, Any]]]) -> list[tuple[str, str]]:
    return [("the log", json.dumps(line)) for line in lines()]


def link_in(mail: Accepted) -> str:
    return urlsplit(re.search(r"http://\S+/(?:invitation|reset|unlock)/\S+", mail.text)[0]).path


def token_of(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def look_around(clinic: Clinic) -> list[tuple[str, str]]:
    """What an Admin reads afterwards."""
    reader = Heard(clinic, make_user(clinic, role=roles.ADMIN, email="reader@example.com"))
    for path in LOOKED_AT:
        assert reader.ask("get", path).status_code == 200, path
    assert reader.ask("post", FILE).status_code == 200
    return reader.bodies


def leaked(heard: Heard, lines: Callable[[], list[dict[str, Any]]]) -> list[tuple[str, str]]:
    heard.bodies += look_around(heard.clinic)
    return heard.leaks(*printed(lines), *everything_stored(), *everything_in_redis())
