"""Jobs that nobody needs any more."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from tenants.outbox.handlers import repeatable_kinds
from tenants.outbox.models import Job


def done_long_ago(now: datetime) -> QuerySet[Job]:
    """Done, and of a kind that may be done twice, for a job that is gone cannot say that it was done already.

    All others stay: what was sent is the proof that it was, and failed or unknown ones are for people to decide.
    Their deliveries go with them, by the database's hand: nobody else may delete those.
    """
    until = now - timedelta(days=settings.JOBS_KEPT_DAYS)
    return Job.objects.filter(state=Job.State.DONE, kind__in=repeatable_kinds(), finished_at__lte=until)
