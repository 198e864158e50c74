"""What the inbox shows of a conversation without reading its messages."""

from datetime import datetime

from django.db.models import Q

from comms.models import Conversation, Message

PREVIEW = 160
REVOKED = "revoked"  # in preview_kind: its writer took the newest back


def show(message: Message, *, at: datetime | None = None) -> None:
    """Make it the newest of its conversation, unless something newer is. `at`: when it was changed or taken back.
    Part of the caller's transaction."""
    at = at or message.at
    older = Q(last_at__lte=at) | Q(preview_kind="")
    is_gone = message.revoked_at is not None or message.about.get("type") == "revoke"
    preview = "" if is_gone else " ".join((message.body or message.subject).split())[:PREVIEW]
    Conversation.objects.filter(older, pk=message.conversation_id).update(
        preview=preview,
        preview_kind=REVOKED if is_gone else message.kind,
        preview_out=message.is_out,
        last_at=at,
    )
