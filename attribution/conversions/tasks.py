"""What Beat has conversions do, clinic by clinic."""

from django.utils import timezone

from attribution.conversions.services.telling import feeding
from tenants.tasking import clinic_task


@clinic_task()
def feed_platforms() -> int:
    """Every five minutes in each clinic that tells ad platforms what came of its ads."""
    return feeding.feed(now=timezone.now())
