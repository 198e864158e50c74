"""Conversations and messages held for a change: the lead first, then the conversation, then the message."""

from comms.models import Conversation, Message
from leads.models import Lead

TRIES = 5


def hold_conversation(pk: int) -> Conversation | None:
    """The conversation as it is now, with its account and lead, which nobody else changes until the transaction
    ends; None for one that is gone."""
    lead = Lead.objects.filter(conversations=pk).order_by()
    lead.select_for_update(no_key=True, of=("self",)).values("pk").first()
    rows = Conversation.objects.select_related("account", "lead").filter(pk=pk)
    return rows.select_for_update(no_key=True, of=("self",)).first()


def hold_message(pk: int) -> Message | None:
    """The message as it is now, with its conversation held before it; None for one that is gone.

    Two conversations become one when they turn out to be of one person: then it is looked for where it went.
    """
    for _ in range(TRIES):
        whose = Message.objects.filter(pk=pk).values_list("conversation_id", flat=True).first()
        if whose is None:
            return None
        conversation = hold_conversation(whose)
        message = Message.objects.filter(pk=pk, conversation=whose).select_for_update(no_key=True).first()
        if conversation is not None and message is not None:
            message.conversation, message.account = conversation, conversation.account
            return message
    return None
