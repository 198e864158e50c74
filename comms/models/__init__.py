from comms.models.account import Account
from comms.models.attachment import Attachment
from comms.models.call import Call
from comms.models.call_rules import CallRules
from comms.models.channel import Channel
from comms.models.conversation import Conversation
from comms.models.message import Attempt, Message
from comms.models.queue import QueueTurn
from comms.models.short_link import ShortLink
from comms.models.template import Template, TemplateText

__all__ = [
    "Account",
    "Attachment",
    "Attempt",
    "Call",
    "CallRules",
    "Channel",
    "Conversation",
    "Message",
    "QueueTurn",
    "ShortLink",
    "Template",
    "TemplateText",
]
