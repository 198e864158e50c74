"""Every key in Redis says whose it is (H:T8, M8)."""

import pytest
import redis
from django.conf import settings
from django.core.cache import cache
from django.test import override_settings

from crm.testing.people import client_of, make_user
from tenants.checks import keys_carry_the_clinic
from tenants.context import clinic_context

# Wake-ups of Celery, live streams and counts by clinic, and what worker tests write.
ALLOWED = (
    *("rates:{", "live:", "_kombu", "unacked", "probes", "celery"),
    *("intake", "delivery", "default", "lead_processing", "sync", "reports"),
)


def test_what_one_clinic_cached_is_a_miss_for_the_other_and_for_the_platform(clinic, other_clinic):
    with clinic_context(clinic):
        cache.set("answer", "of A", 60)
        own = cache.get("answer")
    with clinic_context(other_clinic):
        foreign = cache.get("answer")

    assert (own, foreign, cache.get("answer")) == ("of A", None, None)


def test_after_a_walk_every_key_begins_with_its_schema_or_an_allowed_word(canaries):
    schemas = tuple(f"{canary.clinic.schema_name}:" for canary in canaries)
    for canary in canaries:
        client = client_of(canary.clinic, make_user(canary.clinic))
        for path in ("/admin/", "/admin/leads/lead/", "/admin/login/"):
            client.get(path)

    keys = [key.decode() for key in redis.Redis.from_url(settings.REDIS_URL).scan_iter(count=1000)]

    assert [key for key in keys if key.startswith(schemas)]
    foreign = [key for key in keys if not key.startswith((*schemas, "c_", "public:", *ALLOWED))]
    assert not foreign


@pytest.mark.parametrize("cache", [{}, {"KEY_FUNCTION": "other.make_key"}])
def test_a_cache_without_the_clinic_in_its_keys_does_not_pass_the_checks(cache):
    with override_settings(CACHES={"default": settings.CACHES["default"], "second": cache}):
        assert [message.id for message in keys_carry_the_clinic(None)] == ["house.E011"]

    assert not list(keys_carry_the_clinic(None))
