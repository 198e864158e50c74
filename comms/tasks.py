"""What Beat has conversations do, clinic by clinic."""

from django.utils import timezone

from comms.services import fetching
from comms.services.templates.asking import EVERY, ask_soon
from tenants.services.due import schedule
from tenants.tasking import clinic_task

TEMPLATES = "comms.tasks.ask_templates"


@clinic_task(queue="sync", while_suspended=True)
def fetch_mail() -> int:
    """Every minute in each clinic that has a mailbox: what patients answered (F:C10)."""
    return fetching.fetch_mail(now=timezone.now())


@clinic_task()
def ask_templates() -> int:
    """Hourly in each clinic: what WhatsApp says of its templates."""
    now = timezone.now()
    asked = ask_soon(now=now)
    schedule(TEMPLATES, at=now + EVERY)
    return asked
