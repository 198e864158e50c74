"""What conversations tell the floors below when the product starts. Called once, from `apps.ready()`."""

from comms.models import Account, Conversation, Template, TemplateText
from leads.merging import merges
from leads.person_data import holds_person_data
from tenants.audit.registry import trail


def register_rows() -> None:
    """The trail, and what becomes of conversations when leads are merged or somebody is erased. What hangs on a
    conversation goes with it."""
    trail(Account, leave_out=["cursor", "failures", "paused_until"])
    trail(Template)
    trail(TemplateText, leave_out=["synced_at"])
    merges(Conversation)
    holds_person_data(Conversation, "channel", "address", "whatsapp_id", "username", "name", "preview", "last_at")
