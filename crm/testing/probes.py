"""Tasks for a worker under test: they say where they ran. Load them with `celery worker --include`."""

import json
import os

import redis
from django.conf import settings
from django.db import connection

from tenants.tasking import clinic_task, platform_task

HEARD = "probes-heard"


def _say(word: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schemas(false)")
        path = cursor.fetchone()[0]
    line = json.dumps([word, path, os.getpid()])
    redis.Redis.from_url(settings.REDIS_URL).rpush(HEARD, line)


@clinic_task(queue="probes")
def of_a_clinic(word: str, *, fail: bool = False) -> None:
    """Say the search path, then break if asked to."""
    _say(word)
    if fail:
        raise RuntimeError(word)


@clinic_task(queue="probes", while_suspended=True)
def of_a_suspended_clinic(word: str) -> None:
    _say(word)


@platform_task(queue="probes")
def of_the_platform(word: str) -> None:
    _say(word)
