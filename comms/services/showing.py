"""What the inbox shows of a conversation without reading its messages."""

from django.db.models import Q

from comms.models import Conversation, Message

PREVIEW = 160


def show(message: Message) -> None:
    """Make it the newest of its conversation, unless something newer is. Part of the caller's transaction."""
    older = Q(last_at__lte=message.at) | Q(preview_kind="")
    preview = " ".join((message.body or message.subject).split())[:PREVIEW]
    Conversation.objects.filter(older, pk=message.conversation_id).update(
        preview=preview, preview_kind=message.kind, preview_out=message.is_out, last_at=message.at
    )
