"""Sessions: how long they last, which are open, and their end (H:N10, A12).

A session knows when it began and when it was last used; a row of allauth's usersessions says whose it is.
"""

import re
from collections.abc import MutableMapping
from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from tenants.context import is_platform
from tenants.settings.models.clinic_settings import IDLE_LEAST
from tenants.staff.models import User

SINCE, SEEN = "since", "seen"  # seconds since 1970 (UTC)
ZONE = "zone"
SEEN_EVERY = 60  # seconds: "seen" is written no more often
IDLE_MINUTES = 30
_KEY = re.compile(r"[a-z0-9]{32}")


def begin(session: MutableMapping[str, Any], now: datetime) -> None:
    session[SINCE] = session[SEEN] = now.timestamp()
    take_settings(session)


def could_be_key(text: str) -> bool:
    """Whether it looks like a key that we give (SessionBase._get_new_session_key, Django 5.2).

    A quoted cookie may hold anything, NUL too, and the database refuses to be asked for that.
    """
    return _KEY.fullmatch(text) is not None


def over(session: MutableMapping[str, Any], now: datetime) -> bool:
    """Whether it lasted too long, or nobody used it for too long. One that never began is over.

    How long is too long is asked of the clinic now, so that a shorter limit holds for a browser that lies unused;
    a query only after IDLE_LEAST minutes, for no clinic may set less.
    """
    at = now.timestamp()
    if at - session.get(SINCE, 0) >= settings.SESSION_HOURS * 3600:
        return True
    unused = at - session.get(SEEN, 0)
    return unused >= IDLE_LEAST * 60 and unused >= _settings()[0]


def use(session: Any, *, now: datetime) -> None:
    """It was used; written at most once a minute."""
    if now.timestamp() - session.get(SEEN, 0) < SEEN_EVERY:
        return
    session[SEEN] = now.timestamp()
    take_settings(session)
    UserSession.objects.filter(session_key=session.session_key).update(last_seen_at=now)


def clock_of(session: Any) -> str:
    """The time zone of the clinic, as it was when the session was last used: no query."""
    return session.get(ZONE, "UTC")


def open_sessions(user: User, *, now: datetime) -> list[UserSession]:
    """Those that still work, the last used first."""
    alive = Session.objects.filter(expire_date__gt=now).values("session_key")
    since = now - timedelta(hours=settings.SESSION_HOURS)
    rows = UserSession.objects.filter(user=user, session_key__in=alive, created_at__gt=since)
    return list(rows.filter(last_seen_at__gt=now - timedelta(seconds=_settings()[0])).order_by("-last_seen_at"))


@transaction.atomic
def end_sessions(user: User, *, except_key: str | None = None) -> int:
    """Log a person out everywhere but in the session `except_key`, from the next request on; how many ended."""
    rows = UserSession.objects.filter(user=user)
    return _end(user, rows.exclude(session_key=except_key) if except_key else rows)


@transaction.atomic
def end_session(user: User, row_id: int) -> int:
    """Log a person out in one browser; 0 when it is not theirs, or ended already."""
    return _end(user, UserSession.objects.filter(user=user, pk=row_id))


def _end(user: User, rows: QuerySet[UserSession]) -> int:
    from tenants.audit.services.record import record

    keys = list(rows.values_list("session_key", flat=True))
    if not keys:
        return 0
    ended = Session.objects.filter(session_key__in=keys).delete()[0]
    rows.filter(session_key__in=keys).delete()
    if ended:
        record("staff.sessions_ended", user, changes={"sessions": (ended, 0)})
    return ended


def take_settings(session: MutableMapping[str, Any]) -> None:
    """What the clinic set, for this browser from now on; others take it within SEEN_EVERY."""
    session[ZONE] = _settings()[1]


def _settings() -> tuple[int, str]:
    """How many seconds a session may lie unused here, and by which clock its pages are written."""
    if is_platform():
        return IDLE_MINUTES * 60, "UTC"
    from tenants.settings.services.clinic import clinic_settings

    here = clinic_settings()
    return here.idle_minutes * 60, here.time_zone
