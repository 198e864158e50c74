"""What is kept of logging in, and until when."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet


def expired_sessions(now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lte=now)


def old_attempts(now: datetime) -> QuerySet[AccessAttempt]:
    return AccessAttempt.objects.filter(attempt_time__lte=now - _kept())


def old_logins(now: datetime) -> QuerySet[AccessLog]:
    return AccessLog.objects.filter(attempt_time__lte=now - _kept())


def old_failures(now: datetime) -> QuerySet[AccessFailureLog]:
    return AccessFailureLog.objects.filter(attempt_time__lte=now - _kept())


def old_browsers(now: datetime) -> QuerySet[UserSession]:
    """A session of before that is none any more."""
    return UserSession.objects.filter(created_at__lte=now - 2 * timedelta(hours=settings.SESSION_HOURS))


def _kept() -> timedelta:
    """Long after any lock-out, and long enough to look into a break-in."""
    return timedelta(days=settings.LOGINS_KEPT_DAYS)
