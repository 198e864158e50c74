"""What other systems may be told of: a closed list. Each is told with ids, meanings and times; never with words
that somebody wrote, nor with anything about health (docs/webhooks.md)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from leads.models.stage import Semantic

LEAD_CREATED, LEAD_RETURNED = "lead.created", "lead.returned"
LEAD_ACCEPTED, LEAD_COMPLETED = "lead.accepted", "lead.completed"
LEAD_MOVED, LEAD_ARCHIVED, LEAD_STOPPED = "lead.stage_changed", "lead.archived", "lead.stopped"
MESSAGE_RECEIVED = "message.received"
PING = "ping"  # to whoever asked for a test
TAGS = "contact.tags"  # GoHighLevel alone: what follows an upsert

EVENTS: Mapping[str, Any] = {
    LEAD_CREATED: _("A new lead arrives"),
    LEAD_RETURNED: _("A lead we know writes again"),
    LEAD_ACCEPTED: _("A lead accepts"),
    LEAD_COMPLETED: _("A journey is completed"),
    LEAD_MOVED: _("A lead comes into another stage"),
    LEAD_ARCHIVED: _("A lead is archived"),
    LEAD_STOPPED: _("A lead is not to be written to any more"),
    MESSAGE_RECEIVED: _("A lead writes or calls"),
}
OF_CONTACT = (LEAD_CREATED, LEAD_RETURNED, LEAD_ACCEPTED, LEAD_COMPLETED)  # what GoHighLevel is told
OTHERS: Mapping[str, Any] = {PING: _("A test"), TAGS: _("Tags of a contact")}
OF_STAGE: Mapping[str, str] = {Semantic.ACCEPTED: LEAD_ACCEPTED, Semantic.COMPLETED: LEAD_COMPLETED}


def words_of(event: str) -> Any:
    return EVENTS.get(event) or OTHERS.get(event) or event
