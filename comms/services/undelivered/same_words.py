"""Carriers took a text for unwanted: the same words wait for nobody else (INTEGRATIONS 5.2, code 30007)."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from comms.models import Message
from comms.services import live

FILTERED = "filtered"  # the code of those that were not sent for it
State = Message.State


@transaction.atomic
def stop_same_words(payload: Mapping[str, object]) -> None:
    """A repeatable job: whatever of the same sending, or by itself of the same template, has not left is cancelled.

    What a colleague wrote to one person goes: they chose the words for them.
    """
    message = Message.objects.filter(pk=int(payload["message"])).first()
    if message is None or not (message.batch or message.template_id):
        return
    same = Q(batch=message.batch) if message.batch else Q(template=message.template_id, author=None)
    waiting = Message.objects.filter(same, account=message.account_id, is_out=True, state=State.QUEUED)
    held = list(waiting.order_by("pk").select_for_update(no_key=True).values_list("pk", "conversation"))
    columns = {"state": State.CANCELLED, "ended_at": timezone.now(), "code": FILTERED}
    Message.objects.filter(pk__in=[pk for pk, _talk in held]).update(**columns)
    live.changed(*{talk for _pk, talk in held})
