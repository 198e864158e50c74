"""Who is at work and through which door: kept for the time of a request, a task or a command (F:T11)."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection
from django.http import HttpRequest

from tenants import context

ADMIN, API, PUBLIC, TASK, COMMAND, SYSTEM = "admin", "api", "public", "task", "command", "system"


@dataclass(frozen=True)
class Origin:
    """`name` is the task's, the command's or the key's public part. `request` knows the person, once somebody asks:
    a login in mid-request counts for what follows."""

    door: str = SYSTEM
    name: str = ""
    address: str | None = None
    request: HttpRequest | None = None
    home: str = ""  # the schema in which the person has an account
    who: Any = None  # an account that is at work without a request
    at: datetime | None = None  # when it happened, for what is told later

    def person(self) -> Any:
        """The account of whoever is logged in, or None; asked for in its own schema, wherever we are."""
        if self.who is not None:
            return self.who
        if self.request is None or (self.door == API and self.name):
            return None
        with self._at_home():
            user = getattr(self.request, "user", None)
            return user if user is not None and user.is_authenticated else None

    def _at_home(self) -> AbstractContextManager:
        if connection.schema_name == self.home:
            return nullcontext()
        clinic = getattr(self.request, "clinic", None)
        return context.clinic_context(clinic) if clinic else context.platform_schema()


_NOBODY = Origin()
_current: ContextVar[Origin] = ContextVar("audit_origin", default=_NOBODY)


def current_origin() -> Origin:
    return _current.get()


@contextmanager
def coming_from(origin: Origin) -> Iterator[None]:
    """All that is recorded inside names this origin."""
    token = _current.set(origin)
    try:
        yield
    finally:
        _current.reset(token)


def by_key(shown: str) -> AbstractContextManager[None]:
    """A program with an API key is at work. `shown` is the key's name or public part, never its secret (H:K1)."""
    return coming_from(replace(_current.get(), door=API, name=shown))


def going_on_for(who: Any) -> AbstractContextManager[None]:
    """A task goes on with what `who`, an account of the current schema or None, began."""
    return coming_from(replace(_current.get(), home=connection.schema_name, who=who))


def as_if(at: datetime, *, who: Any = None) -> AbstractContextManager[None]:
    """A demo's history: recorded as if `who`, an account of the current schema, had done it then."""
    door = SYSTEM if who is None else ADMIN
    return coming_from(Origin(door=door, home=connection.schema_name, who=who, at=at))
