"""What conversations tell the floors below when the product starts. Called once, from `apps.ready()`."""

from django.utils.translation import gettext_lazy as _

from comms.models import Account, Conversation, Template, TemplateText
from comms.receivers import tie, untie
from comms.services import live
from comms.services.demo.filling import fill_inbox
from comms.services.fetching import FETCH
from comms.services.files.fetching import register_fetching
from comms.services.files.keeping import files_of
from comms.services.receiving.events import register_readers
from comms.services.sending import register_sending
from comms.services.stopping import STOP, stop
from comms.services.undelivered.again import once_more
from comms.services.undelivered.asking import ONCE_MORE, SAME_WORDS
from comms.services.undelivered.same_words import stop_same_words
from leads.demo_parts import demo_part
from leads.merging import merges
from leads.person_data import holds_person_data
from leads.signals import arrival_freed, lead_received
from tenants.audit.registry import trail, words
from tenants.live import events
from tenants.outbox.handlers import register
from tenants.services.due import works_in_every_clinic


def register_rows() -> None:
    """The trail, and what becomes of conversations when leads are merged or somebody is erased. What hangs on a
    conversation goes with it."""
    trail(Account, leave_out=["cursor", "failures", "paused_until", "as_of"])
    trail(Template)
    trail(TemplateText, leave_out=["synced_at", "as_of"])
    merges(Conversation)
    columns = ("channel", "address", "whatsapp_id", "username", "name", "preview", "last_at")
    holds_person_data(Conversation, *columns, files=files_of)
    words(
        {
            "account.mailbox_refused": _("could not open the mailbox of %(thing)s"),
            "account.broken": _("could send nothing more by %(thing)s"),
            "account.no_bulk": _("put off messages to many on %(thing)s for a day"),
            "account.concern": _("was warned by the provider about %(thing)s"),
        }
    )
    lead_received.connect("comms.tie", tie)
    arrival_freed.connect("comms.untie", untie)


def register_work() -> None:
    """Jobs, and the events that open pages hear of."""
    register_sending()
    register_readers()
    register_fetching()
    works_in_every_clinic(FETCH)
    register(STOP, stop, repeatable=True, while_suspended=True)
    register(ONCE_MORE, once_more, repeatable=True)
    register(SAME_WORDS, stop_same_words, repeatable=True, while_suspended=True)
    events.declare(live.EVENT, permission="comms.view_conversation")
    demo_part("comms", fill_inbox)
