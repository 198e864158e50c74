from collections.abc import Sequence
from datetime import datetime

from leads.history.rows import newest
from leads.models import ContactAttempt, Lead
from leads.services.dispositions import NEXT
from leads.timeline import CALLS, TALK, Moment
from tenants.staff.models import User

ICONS = {"call": "call", "whatsapp": "chat", "sms": "sms", "mail": "mail", "person": "handshake"}


def attempts(lead: Lead, reader: User, before: datetime | None, most: int) -> Sequence[Moment]:
    """Each time we tried to reach them, how it ended and what comes next."""
    rows = ContactAttempt.objects.filter(lead=lead).select_related("by", "note")
    return [_moment(one) for one in newest(rows, before, most)]


def _moment(one: ContactAttempt) -> Moment:
    note = one.note if one.note and one.note.removed_at is None else None
    kind = CALLS if one.channel == ContactAttempt.Channel.CALL else TALK
    tone = "pri" if one.disposition in NEXT and NEXT[one.disposition].reached else ""
    about = {"attempt": one, "note": note}
    return Moment(one.at, kind, ICONS.get(one.channel, "call"), "leads/timeline/attempt.html", one.pk, tone, about)
