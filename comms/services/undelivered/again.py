"""An SMS that found no open telephone goes once more, and no further time (INTEGRATIONS 5.2)."""

import uuid
from collections.abc import Mapping

import structlog
from django.db import transaction
from django.utils import timezone

from comms.models import Conversation, Message
from comms.services.holding import hold_conversation
from comms.services.refusals import draft_of
from comms.services.writing import write
from crm.lib.errors import HouseError

log = structlog.get_logger(__name__)
AGAIN = "again_of"  # in Message.about: the reference of the one that did not arrive


@transaction.atomic
def once_more(payload: Mapping[str, object]) -> None:
    """A repeatable job: the second message has a reference that follows from the first's, so it is written once.

    Nothing goes when it arrived after all, was the second try already, or when either side has written since.
    What stands in the way of any message stands in the way of this one.
    """
    pk, now = int(payload["message"]), timezone.now()
    message = Message.objects.filter(pk=pk).first()
    talk = hold_conversation(message.conversation_id) if message else None
    if talk is None or not _is_worth_it(Message.objects.get(pk=pk), talk):
        return
    reference = uuid.uuid5(message.reference, "again")
    try:
        second = write(talk.pk, draft_of(message), by=None, now=now, batch=message.batch, reference=reference)
    except HouseError as refused:
        log.info("message.not_sent_again", message=pk, why=type(refused).__name__)
        return
    second.author_id, second.about = message.author_id, {**second.about, AGAIN: str(message.reference)}
    second.save(update_fields=["author", "about"])
    # nobody has looked at the talk: what waits to be read in it still does
    Conversation.objects.filter(pk=talk.pk).update(unread=talk.unread, done_at=talk.done_at)


def _is_worth_it(message: Message, talk: Conversation) -> bool:
    if message.state != Message.State.FAILED or AGAIN in message.about:
        return False
    return not talk.messages.filter(pk__gt=message.pk).exists()
