"""The accounts of a demo clinic: those that it is about to have at the simulator, else switched off."""

from collections.abc import Mapping

from comms.models import Account, Channel
from comms.services.demo_lines import line_of, some_line
from tenants.context import current_clinic

# By kind of credential, which of a line's values is the account's own name.
KINDS = {
    Channel.WHATSAPP: ("whatsapp", "phone_number_id"),
    Channel.SMS: ("twilio", "number"),
    Channel.MAIL: ("smtp", "mailbox"),
}


def demo_accounts() -> Mapping[str, Account]:
    """By channel. Where no simulator is asked for nothing can leave by them. Safe to repeat."""
    kept = line_of(current_clinic())
    line = kept or some_line(current_clinic())
    state = Account.State.OPEN if kept else Account.State.OFF
    found = {}
    for channel, (kind, name) in KINDS.items():
        fresh = {"kind": kind, "state": state, "shown": line.number if channel == Channel.WHATSAPP else ""}
        known = Account.objects.filter(channel=channel, kind=kind).first()
        found[channel] = known or Account.objects.create(channel=channel, external_id=getattr(line, name), **fresh)
    return found
