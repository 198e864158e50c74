"""Whoever can write into Redis or a session's row still runs nothing here: no store reads a pickle (H:K6)."""

import base64
import pickle
import sys
import uuid
from datetime import timedelta

import pytest
import redis
from celery import current_app
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.cache import cache
from django.test import override_settings
from django.utils import timezone
from kombu.exceptions import ContentDisallowed
from kombu.serialization import loads, prepare_accept_content

from crm.jsoncache import JSONSerializer
from crm.testing import probes
from crm.testing.people import client_of
from crm.testing.processes import Process, until
from tenants.context import clinic_context

PICKLED = "application/x-python-serialize"


class Bomb:
    """Whoever unpickles it makes a file at `path`."""

    def __init__(self, path):
        self.path = str(path)

    def __reduce__(self):
        return open, (self.path, "w")


class Pickled:
    """What a careless setting would name as serializer of the cache or the session."""

    dumps, loads = staticmethod(pickle.dumps), staticmethod(pickle.loads)


@pytest.fixture
def crater(tmp_path):
    return tmp_path / "it-was-loaded"


@pytest.fixture
def probing(committed):
    server = redis.Redis.from_url(settings.REDIS_URL)
    server.delete(probes.HEARD)
    command = [sys.executable, "-m", "celery", "-A", "crm.celery", "worker", "-c", "1", "-Q", "probes"]
    process = Process([*command, "--include", "crm.testing.probes", "--without-gossip", "--without-mingle"])
    yield process
    process.stop()


def push(body, content_type):
    """A message as Celery's second protocol writes it, whatever its body is."""
    number = str(uuid.uuid4())
    headers = {"lang": "py", "task": probes.of_the_platform.name, "id": number, "root_id": number}
    with current_app.connection_for_write() as connection, connection.Producer() as producer:
        options = {"content_type": content_type, "content_encoding": "binary", "correlation_id": number}
        producer.publish(body, routing_key="probes", headers=headers, **options)


def heard():
    return b"".join(redis.Redis.from_url(settings.REDIS_URL).lrange(probes.HEARD, 0, -1))


def test_the_bomb_is_one(crater):
    pickle.loads(pickle.dumps(Bomb(crater)))

    assert crater.exists()


def test_what_celery_is_told_to_accept_is_no_pickle(crater):
    accepted = prepare_accept_content(current_app.conf.accept_content)

    with pytest.raises(ContentDisallowed):
        loads(pickle.dumps(Bomb(crater)), PICKLED, "binary", accept=accepted)

    assert not crater.exists()


def test_a_worker_refuses_a_pickled_message_whatever_it_calls_itself_and_works_on(probing, crater):
    bomb = pickle.dumps(([Bomb(crater)], {}, {}))
    for content_type in (PICKLED, "application/json", "application/x-yaml", "application/x-msgpack"):
        push(bomb, content_type)
    push(base64.b64encode(bomb), PICKLED)
    current_app.send_task(probes.of_the_platform.name, kwargs={"word": "after them"}, queue="probes")

    until(lambda: b"after them" in heard(), told=probing.output)
    assert not crater.exists()
    assert probing.running()


def test_a_pickle_in_the_cache_is_not_loaded(clinic, crater):
    with clinic_context(clinic):
        key = cache.make_and_validate_key("answer")
        redis.Redis.from_url(settings.REDIS_URL).set(key, pickle.dumps(Bomb(crater)), ex=60)

        with pytest.raises(UnicodeDecodeError):
            cache.get("answer")

        cache.delete("answer")
    assert not crater.exists()


def test_every_cache_there_is_has_the_serializer_of_json():
    assert settings.CACHES
    for options in settings.CACHES.values():
        assert options["OPTIONS"]["serializer"] == f"{JSONSerializer.__module__}.{JSONSerializer.__name__}"


def session_of(clinic, content):
    """A row that is signed with our own key, as if a stranger had it."""
    key = "a" * 32
    signed = signing.dumps(content, salt=SessionStore().key_salt, serializer=Pickled)
    with clinic_context(clinic):
        Session.objects.create(session_key=key, session_data=signed, expire_date=timezone.now() + timedelta(days=1))
    return key


def test_a_pickle_in_a_session_is_not_loaded_and_nobody_is_logged_in(clinic, crater):
    client = client_of(clinic)
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(clinic, {"bomb": Bomb(crater)})

    answer = client.get("/admin/")

    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/admin/login/")
    assert not crater.exists()


def test_with_a_careless_setting_the_session_would_have_loaded_it(clinic, crater):
    """The row above is a real one: only the serializer stands between it and us."""
    key = session_of(clinic, {"bomb": Bomb(crater)})

    with override_settings(SESSION_SERIALIZER=f"{__name__}.Pickled"), clinic_context(clinic):
        SessionStore(key).load()

    assert crater.exists()
