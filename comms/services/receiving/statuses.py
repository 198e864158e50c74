"""What became of a message of ours, as the provider tells it: forward only, in any order (H:W3)."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from comms.models import Message
from comms.providers.base import Status, Trouble
from comms.services import live
from comms.services.holding import hold_message
from comms.services.settling import failed, refresh_failed, we_wrote
from comms.services.states import advance

State = Message.State


def tell(news: Status, channel: str, *, now: datetime) -> None:
    """A message that is not ours, of a telephone or of another program, is no news."""
    found = _found(news, channel).values_list("pk", flat=True).first()
    message = hold_message(found) if found else None
    if message is None:
        return
    if news.provider_id:
        Message.objects.filter(pk=message.pk, provider_id="").update(provider_id=news.provider_id[:255])
    if news.state == State.FAILED:
        failed(message, news.trouble or Trouble.OTHER, news.code, now=news.at)
        return
    was = message.state
    moved = advance(Message.objects.filter(pk=message.pk), news.state, at=news.at, provider_id=news.provider_id)
    if moved and was == State.UNKNOWN:  # so they did take it, and nobody else will say it
        we_wrote(message, now=news.at, told_late=True)
    elif moved:
        refresh_failed(message.conversation_id)
    live.changed(message.conversation_id)


def _found(news: Status, channel: str) -> QuerySet[Message]:
    """By our own reference where they carry it: a status may come before the answer to our request (H:S2)."""
    ours = Message.objects.filter(is_out=True, conversation__channel=channel)
    try:
        return ours.filter(reference=UUID(news.reference))
    except ValueError:
        return ours.filter(provider_id=news.provider_id).exclude(provider_id="")
