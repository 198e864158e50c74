"""What was read and is of no use any more."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from tenants.inbound.models import WebhookEvent


def read_long_ago(now: datetime) -> QuerySet[WebhookEvent]:
    """Read so many days ago; those that wait or were given up are for people. What became of them (messages,
    statuses) knows its repeats itself."""
    return WebhookEvent.objects.read_before(now - timedelta(days=settings.WEBHOOKS_KEPT_DAYS))
