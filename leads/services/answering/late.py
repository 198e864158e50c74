"""What was not answered when it was due."""

from datetime import datetime

from django.db import transaction

from leads.models import ResponseCycle


@transaction.atomic
def mark_missed(*, now: datetime) -> int:
    """One UPDATE; how many it was. They stay missed, whoever answers later, and a repeat changes nothing.

    Whoever is being answered at this moment is left to that, or to the next time: nobody waits for us with a row
    that we wait for.
    """
    due = ResponseCycle.objects.filter(ended_at=None, state=ResponseCycle.State.DUE, due_at__lt=now)
    free = due.select_for_update(skip_locked=True, no_key=True).values("pk")
    return due.filter(pk__in=free).update(state=ResponseCycle.State.MISSED)
