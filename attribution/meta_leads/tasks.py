"""What Beat has lead ads do, clinic by clinic."""

from django.utils import timezone

from attribution.meta_leads.services import polling
from tenants.tasking import clinic_task


@clinic_task(queue="sync", while_suspended=True)
def look_for_leads() -> int:
    """Every five minutes in each clinic with a page: what no webhook told of (F:I13)."""
    return polling.look_for_leads(now=timezone.now())
