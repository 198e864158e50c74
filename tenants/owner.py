"""The second database role: it migrates, creates and clones; requests never use it (HOUSE 5)."""

from collections.abc import Iterator
from contextlib import contextmanager

import environ
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper


def owner_connection() -> BaseDatabaseWrapper:
    """A new connection of the owner role. Raises ImproperlyConfigured where DATABASE_OWNER_URL does not fit."""
    if not settings.DATABASE_OWNER_URL:
        raise ImproperlyConfigured("DATABASE_OWNER_URL is not set: this process may not change schemas.")
    if not names_the_same_database():
        raise ImproperlyConfigured("DATABASE_OWNER_URL and DATABASE_URL name different databases.")
    address = environ.Env.db_url_config(settings.DATABASE_OWNER_URL)
    wrapper = connections[DEFAULT_DB_ALIAS].copy()
    for part in ("USER", "PASSWORD", "HOST", "PORT"):
        wrapper.settings_dict[part] = address.get(part, "")
    wrapper.settings_dict["OPTIONS"] = dict(address.get("OPTIONS", {}))  # without the pool of the app role
    return wrapper


def names_the_same_database() -> bool:
    """Whether DATABASE_OWNER_URL leads to the database of DATABASE_URL, by its name: hosts may differ (poolers)."""
    name = environ.Env.db_url_config(settings.DATABASE_OWNER_URL)["NAME"]
    return name == settings.DATABASES[DEFAULT_DB_ALIAS]["NAME"]


@contextmanager
def as_owner() -> Iterator[BaseDatabaseWrapper]:
    """Every query of this thread goes out as the owner until the block ends. Not inside a transaction."""
    before = connections[DEFAULT_DB_ALIAS]
    if before.in_atomic_block:
        raise RuntimeError("as_owner() uses a connection of its own: it cannot be inside a transaction.")
    owner = owner_connection()
    connections[DEFAULT_DB_ALIAS] = owner
    try:
        yield owner
    finally:
        owner.close()
        connections[DEFAULT_DB_ALIAS] = before
