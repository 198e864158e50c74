"""/health says what is well and what is not, to anybody, on any host; values only to whoever has the token."""

from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from crm.health import BEAT_SILENT
from crm.testing.people import client_of, key_of, post_lead
from crm.testing.processes import free_port
from tenants.models import Heartbeat, SchemaState
from tenants.owner import as_owner

ALL = ["beat", "database", "migrations", "queue", "redis"]


@pytest.fixture
def beating(database):
    Heartbeat.objects.update_or_create(name="beat", defaults={"at": timezone.now()})


@pytest.fixture
def without_redis(settings):
    settings.REDIS_URL = "unix:///nowhere/redis.sock"


def health(client, path="/health", **extra):
    answer = client.get(path, **extra)
    return answer.status_code, answer.json()


def test_when_all_is_well_it_is_200_and_names_what_was_looked_at(client, beating):
    assert health(client) == (200, {"status": "ok", "ok": ALL, "failing": []})
    assert health(client, "/health/redis") == (200, {"status": "ok"})


def test_a_beat_that_never_spoke_or_is_silent_is_degraded(client, beating):
    Heartbeat.objects.update(at=timezone.now() - BEAT_SILENT - timedelta(seconds=1))
    silent = health(client)
    Heartbeat.objects.all().delete()

    assert silent[0] == 200
    assert (silent[1]["status"], silent[1]["failing"]) == ("degraded", ["beat"])
    assert health(client) == silent


def test_without_redis_it_is_degraded_and_the_address_of_redis_is_503(client, beating, without_redis):
    code, said = health(client)

    assert (code, said["status"], said["failing"]) == (200, "degraded", ["queue", "redis"])
    assert health(client, "/health/redis") == (503, {"status": "down"})


@pytest.mark.chaos
def test_with_redis_really_stopped_leads_are_stored_all_the_same(clinic, client, beating, servers):
    key = key_of(clinic)
    servers.redis.stop()
    try:
        said = health(client)
        redis_alone = health(client, "/health/redis")
        lead = post_lead(client_of(clinic), key, first_name="Mario", email="mario@example.com")
    finally:
        servers.redis.start()

    assert (said[0], said[1]["failing"]) == (200, ["queue", "redis"])
    assert redis_alone[0] == 503
    assert lead.status_code == 201
    assert health(client)[1]["status"] == "ok"


@pytest.mark.parametrize("change", [{"head": "older"}, {"error": "Traceback"}])
def test_a_clinic_that_waits_for_its_migrations_is_503(client, fresh_clinic, change):
    clinic = fresh_clinic()
    before = health(client)[0]
    with as_owner():
        SchemaState.objects.filter(pk=clinic.schema_name).update(**change)

    code, said = health(client)

    assert (before, code, said["status"]) == (200, 503, "down")
    assert "migrations" in said["failing"]


def test_without_a_database_it_is_503_and_says_so(client, monkeypatch, committed):
    connections["default"].close()
    settings = connections["default"].settings_dict
    monkeypatch.setitem(settings, "HOST", "127.0.0.1")
    monkeypatch.setitem(settings, "PORT", str(free_port()))
    monkeypatch.setitem(settings, "OPTIONS", {"connect_timeout": 1})

    code, said = health(client)

    connections["default"].close()
    assert (code, said["status"], said["failing"]) == (503, "down", ["database", "migrations"])


@pytest.mark.parametrize(
    "host", ["clinic-a.localhost", "localhost", "127.0.0.1:8000", "10.0.0.1", "evil.example", ""]
)
@pytest.mark.parametrize("path", ["/health", "/health/", "/health/redis"])
def test_any_host_is_answered_with_names_only(client, beating, settings, host, path):
    settings.HEALTH_TOKEN = "right"

    code, said = health(client, path, HTTP_HOST=host)

    assert code == 200
    assert set(said) <= {"status", "ok", "failing"}


def test_values_are_for_whoever_has_the_token(client, beating, settings):
    settings.HEALTH_TOKEN = "right"

    wrong = [health(client, HTTP_X_HEALTH_TOKEN=token)[1] for token in ("", "wrong", "righ", "rïght")]
    right = health(client, HTTP_X_HEALTH_TOKEN="right")[1]

    assert not any("values" in said for said in wrong)
    assert {"database_ms", "redis_ms", "queue_length", "beat_age_s"} <= set(right["values"])


def test_where_no_token_is_set_nobody_gets_values(client, beating, settings):
    settings.HEALTH_TOKEN = ""

    assert "values" not in health(client, HTTP_X_HEALTH_TOKEN="")[1]


def test_it_is_never_kept_by_a_cache(client, beating):
    assert client.get("/health")["Cache-Control"] == "no-store"
