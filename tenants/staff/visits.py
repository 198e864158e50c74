"""What is kept of logging in, and until when."""

from datetime import datetime, timedelta

from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet


def expired_sessions(now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lte=now)


def old_attempts(now: datetime) -> QuerySet[AccessAttempt]:
    return AccessAttempt.objects.filter(attempt_time__lte=now - _kept())


def old_logins(now: datetime) -> QuerySet[AccessLog]:
    return AccessLog.objects.filter(attempt_time__lte=now - _kept())


def _kept() -> timedelta:
    """Long after any lock-out, and long enough to look into a break-in."""
    return timedelta(days=settings.LOGINS_KEPT_DAYS)
