"""What was said with somebody, by every channel, among all else that happened to them (F:C2, C3)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import QuerySet

from comms.models import Conversation, Message
from leads.models import Lead
from leads.services.timeline import SHOWN, Timeline, page_of, timeline_of
from leads.timeline import TALK, Moment
from tenants.staff.models import User

READ = "comms.view_conversation"
SAME = 10  # that may be of one second: the clock of WhatsApp has no finer one
ICONS = {"whatsapp": "chat", "mail": "mail", "sms": "sms", "instagram": "photo_camera"}
TEMPLATE = "comms/timeline/message.html"


def thread_of(
    conversation: Conversation | None,
    lead: Lead | None,
    reader: User,
    *,
    before: datetime | None = None,
    kind: str = "",
) -> Timeline:
    """The newest moments before that instant. The caller has asked whether `reader` may see them. Whoever waits in
    triage has nothing but what they wrote."""
    if lead is not None:
        return timeline_of(lead, reader, before=before, kind=kind)
    return page_of(_moments(_before(Message.objects.filter(conversation=conversation), before), SHOWN + SAME))


def messages(lead: Lead, reader: User, before: datetime | None, most: int) -> Sequence[Moment]:
    """A source of the lead's timeline: every message of every conversation, and what became of it. Nothing for who
    sees leads and does not read what patients write (F:T4)."""
    if not reader.has_perm(READ):
        return []
    return _moments(_before(Message.objects.filter(conversation__lead=lead), before), most)


def _before(rows: QuerySet[Message], before: datetime | None) -> QuerySet[Message]:
    return (rows if before is None else rows.filter(at__lt=before)).order_by("-at", "-pk")


def _moments(rows: QuerySet[Message], most: int) -> list[Moment]:
    shown: Iterable[Message] = rows.select_related("conversation", "author", "template")[:most]
    return [_moment(one) for one in shown.prefetch_related("attachments")]


def _moment(message: Message) -> Moment:
    failed = message.state in {Message.State.FAILED, Message.State.UNKNOWN}
    icon = ICONS.get(message.conversation.channel, "forum")
    tone = "danger" if failed else "pri"
    return Moment(message.at, TALK, icon, TEMPLATE, message.pk, tone, {"message": message})
