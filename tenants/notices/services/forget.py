"""Notices that were read long ago. Unread ones stay: somebody may come back to them."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from tenants.notices.models import Notice


def read_long_ago(now: datetime) -> QuerySet[Notice]:
    return Notice.objects.read_before(now - timedelta(days=settings.NOTICES_KEPT_DAYS))
