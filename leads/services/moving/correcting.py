"""What was said along with a move, said better afterwards: the amount, why it is lost, whether it was won."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from crm.lib.errors import InvalidData
from crm.lib.lines import one_line
from leads.models import Enquiry, Lead
from leads.models.stage import Semantic
from leads.services.moving.demands import NOT_WON, TAKEN, refuse_unasked, wrong_in
from leads.services.moving.enquiries import enquiries_of
from leads.services.moving.given import Given
from leads.services.spreading import tell_all
from leads.signals import enquiry_corrected
from tenants.audit.services.record import record
from tenants.settings.services.clinic import clinic_settings

# By what a stage means, what can be corrected while a lead stands there.
CORRECTED = {meaning: names for meaning, names in TAKEN.items() if meaning != Semantic.CALLBACK}
NAMES = ("amount", "currency", "is_won", *NOT_WON)


def correct_enquiry(lead: Lead, given: Given, *, now: datetime) -> bool:
    """Write what `given` says, and nothing it leaves out, into the enquiry of a lead that stays where it is.

    Whether anything changed. An amount can be corrected as long as the enquiry was accepted, whatever came since;
    one that turns out won was lost for no reason.
    Part of the caller's transaction, which holds the lead. Raises InvalidData by field for what nobody asked of it,
    and for what the stage cannot do without and was emptied.
    """
    said = given.said()
    if not said:
        return False
    if given.is_won:
        said = dict.fromkeys(NOT_WON, "") | said
    enquiry = enquiry_of(lead)
    meanings = _meanings(lead, enquiry)
    refuse_unasked(given, {name for meaning in meanings for name in CORRECTED[meaning]})
    whole, wrong = _whole(enquiry, said), {}
    for meaning in (one for one in meanings if not said.keys().isdisjoint(CORRECTED[one])):
        wrong |= wrong_in(meaning, whole, now)
    if wrong:
        raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)
    names = {*said, "currency"} if "amount" in said else said
    return _write(lead, enquiry, {name: getattr(whole, name) for name in names})


def enquiry_of(lead: Lead) -> Enquiry:
    """The one that it is on; not saved yet where nobody wrote into it."""
    return enquiries_of([lead]).first() or Enquiry(lead=lead, number=lead.enquiry, began_at=lead.created_at)


def _meanings(lead: Lead, enquiry: Enquiry) -> list[str]:
    was_accepted = [Semantic.ACCEPTED] if enquiry.accepted_at else []
    return was_accepted + [one for one in CORRECTED if one == lead.stage.semantic]


def _whole(enquiry: Enquiry, said: Mapping[str, Any]) -> Given:
    held = {name: getattr(enquiry, name) for name in NAMES}
    whole = Given(**held | said)
    currency = whole.currency or clinic_settings().currency
    return replace(whole, lost_note=one_line(whole.lost_note), currency=currency)


def _write(lead: Lead, enquiry: Enquiry, wanted: Mapping[str, Any]) -> bool:
    changes = {name: (getattr(enquiry, name), value) for name, value in wanted.items()}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    if not changes:
        return False
    for name, (_before, after) in changes.items():
        setattr(enquiry, name, after)
    enquiry.save()
    record("lead.enquiry_corrected", lead, changes=changes)
    tell_all(enquiry_corrected, lead=lead)
    return True
