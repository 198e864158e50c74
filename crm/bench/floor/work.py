"""What every floor but `raw` does: key, limit, trap, checks, score, schema, one INSERT (PERFORMANCE 2)."""

import hashlib
import hmac
from collections.abc import Mapping
from functools import lru_cache

from django.conf import settings
from django.db import connection
from redis import Redis
from redis.commands.core import Script

from crm.bench.floor.table import SCHEMA

COLUMNS = (
    "first_name", "last_name", "email", "phone", "landing_page_url", "referrer_url", "utm_source", "utm_medium",
    "utm_campaign", "utm_term", "utm_content", "gclid", "fbclid", "score",
)  # fmt: skip
_NAMES, _SLOTS = ", ".join(COLUMNS), ", ".join(["%s"] * len(COLUMNS))
PLAIN = f"INSERT INTO {SCHEMA}.lead ({_NAMES}) VALUES ({_SLOTS}) RETURNING id"
ONCE = (
    f"INSERT INTO lead ({_NAMES}) VALUES ({_SLOTS})"
    " ON CONFLICT ((lower(email))) DO UPDATE SET updated_at = now() RETURNING id, xmax = 0"
)
COUNT = "local n = redis.call('INCR', KEYS[1]) if n == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end return n"
LIMIT, HOUR, LONGEST = 10_000_000, 3600, 300


class Refused(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def admit(key: str) -> None:
    """The key's hash is known and its hour is not spent. Raises Refused."""
    digest = hashlib.sha256(key.encode()).hexdigest()
    if not hmac.compare_digest(digest, _known()):
        raise Refused(401)
    if _counter()(keys=[f"floor:{digest[:12]}"], args=[HOUR]) > LIMIT:
        raise Refused(429)


def checked(data: object) -> dict[str, str]:
    """The fields, by hand. Raises Refused."""
    if not isinstance(data, Mapping):
        raise Refused(400)
    fields = {}
    for name in COLUMNS[:-1]:
        value = data.get(name, "")
        if not isinstance(value, str) or len(value) > LONGEST or "\0" in value:
            raise Refused(422)
        fields[name] = value.strip()
    if "@" not in fields["email"] or not fields["first_name"]:
        raise Refused(422)
    return fields


def store(fields: Mapping[str, str]) -> tuple[int, int]:
    """(the lead's id, 201 or 200)."""
    values = [fields.get(name, "") for name in COLUMNS[:-1]]
    with connection.cursor() as cursor:
        cursor.execute(f"SET search_path = {SCHEMA}")
        cursor.execute(ONCE, [*values, score(fields)])
        number, is_new = cursor.fetchone()
    return number, 201 if is_new else 200


def is_trapped(data: object) -> bool:
    return isinstance(data, Mapping) and bool(data.get("company_website"))


def score(fields: Mapping[str, str]) -> int:
    """Something like a score: what is known, where from, a mail of one's own."""
    known = sum(10 for name in ("first_name", "last_name", "email", "phone") if fields.get(name))
    paid = 20 if fields.get("gclid") or fields.get("fbclid") else 0
    own = 0 if fields["email"].endswith(("@gmail.com", "@yahoo.com")) else 10
    return min(100, known + paid + own + (10 if fields.get("utm_campaign") else 0))


@lru_cache(maxsize=1)
def _known() -> str:
    return hashlib.sha256(settings.BENCH_KEY.encode()).hexdigest()


@lru_cache(maxsize=1)
def _counter() -> Script:
    return Redis.from_url(settings.REDIS_URL).register_script(COUNT)
