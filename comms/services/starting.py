"""A conversation that the clinic begins: one row for an account and an address, even when two begin at once."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from comms.models import Account, Channel, Conversation
from comms.services.accounts import account_for
from comms.services.writing import may_write
from crm.lib.errors import Conflict, InvalidData, NotThere
from leads.models import Identity, Lead
from leads.services.holding import hold_lead
from tenants.staff.models import User

# By what channels a contact of which kind is written to.
CHANNELS = {Identity.Kind.PHONE: (Channel.WHATSAPP, Channel.SMS), Identity.Kind.EMAIL: (Channel.MAIL,)}


@transaction.atomic
def start(lead_pk: int, channel: str, contact_pk: int, *, by: User, now: datetime) -> Conversation:
    """The talk of a lead by `channel` with one of its contacts; the one that is there already for a repeat.

    Holds the lead. Raises NotAllowed, NotThere, InvalidData for a contact that this channel does not reach or a
    channel that is not connected, Conflict for an address that writes as somebody else.
    """
    may_write(by)
    lead, by = hold_lead(lead_pk, by=by)
    contact = lead.identities.filter(pk=contact_pk, is_valid=True).first()
    if contact is None:
        raise NotThere
    if channel not in CHANNELS.get(contact.kind, ()):
        raise InvalidData(_("This contact cannot be written to that way."))
    return _one(lead, account_for(channel), contact, now)


def _one(lead: Lead, account: Account, contact: Identity, now: datetime) -> Conversation:
    given = {"lead": lead, "channel": account.channel, "last_at": now, "language": lead.language}
    found, _is_new = Conversation.objects.get_or_create(
        account=account, kind=contact.kind, address=contact.value, defaults=given
    )
    if found.lead_id is None:
        raise Conflict(_("Somebody writes from this address and waits in triage. Accept them first."))
    if found.lead_id != lead.pk:
        raise Conflict(_("This address writes with another lead already. Compare the two leads."))
    return found
