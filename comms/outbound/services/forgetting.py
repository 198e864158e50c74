from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from comms.outbound.models import Delivery


def told_long_ago(now: datetime) -> QuerySet[Delivery]:
    """What arrived is kept as long as jobs that were done; what failed, or nobody knows, stays for people."""
    told = Delivery.objects.filter(state=Delivery.State.SUCCESS)
    return told.ended_before(now - timedelta(days=settings.JOBS_KEPT_DAYS))
