"""One REDIS_URL for cache, wake-ups and live events, spelled the way each client wants it."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

# A hanging Redis may cost a request half a second, never more (H:P3). Seconds.
TIMEOUT = 0.5


def celery_url(url: str) -> str:
    """Celery writes a unix socket as redis+socket:///path?virtual_host=0."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    number = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.path}?virtual_host={number}"


def cache_settings(url: str) -> dict[str, Any]:
    """Django's cache, every key carrying the schema of the clinic that wrote it (H:T8)."""
    return {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": url,
            "KEY_FUNCTION": "django_tenants.cache.make_key",
            "OPTIONS": {
                "serializer": "crm.jsoncache.JSONSerializer",
                "socket_timeout": TIMEOUT,
                "socket_connect_timeout": TIMEOUT,
            },
        }
    }
