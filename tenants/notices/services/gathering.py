"""What happens to one person several times within a short while is one letter (F 2b)."""

from datetime import timedelta

from django.db import transaction

from tenants.notices.models import Notice

WHILE = timedelta(minutes=1)  # how long a mail of what comes in bursts waits for others
SEVERAL = 3


@transaction.atomic
def told_in_letter_of(notice: Notice) -> list[Notice]:
    """Those that the letter of this one tells: itself alone, or all of its kind that wait when they are SEVERAL.

    None of them when another's letter tells it. A second try tells what the first did. What was read meanwhile is
    left out.
    """
    free = Notice.objects.free_for_a_letter(notice.user_id, notice.kind).select_for_update(no_key=True)
    waiting = [one for one in free if not one.was_read_later]
    notice.refresh_from_db(fields=["told_with"])
    if notice.told_with is not None:
        return (
            list(Notice.objects.filter(told_with=notice.pk).order_by("pk")) if notice.told_with == notice.pk else []
        )
    told = waiting if len(waiting) >= SEVERAL else [notice]
    Notice.objects.filter(pk__in=[one.pk for one in told]).update(told_with=notice.pk)
    return told
