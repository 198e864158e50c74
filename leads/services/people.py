"""Who is this? A person is found by what they can be reached by, one arrival at a time (HOUSE 17, H:L6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from leads.models import Identity, Lead, LeadPayload
from leads.services.inheritance import DONE
from leads.services.left_behind import free_left_behind
from leads.services.names import could_be_one
from leads.services.owners import hold_people
from leads.services.reading import Contact, Enquiry
from leads.services.repeats import lead_of_same_bytes
from leads.services.reviving import revive
from leads.services.stages import first_stage
from tenants.services.locks import lock_names

ANOTHER_NAME = "Another name than the lead's: perhaps a companion. A new mail or number stays with this arrival."
TWO_LEADS = "Mail and number belong to two leads."


@dataclass(frozen=True)
class Found:
    """Whose arrival it was; `doubt` is a sentence for staff, empty when there is none."""

    lead: Lead
    is_new: bool
    doubt: str = ""


def lock_people(contacts: Sequence[Contact]) -> None:
    """Wait for other arrivals of the same numbers and addresses in this clinic, until the transaction ends."""
    lock_names(f"{contact.kind}:{contact.value}" for contact in contacts)


def hold(enquiry: Enquiry, payload: LeadPayload) -> Found:
    """The lead of this person, found by mail or number (F:L22), else a new one. Call it after `lock_people`.

    When mail and number lead to two, the one whose name the arrival gives is meant, else the older; nothing moves
    from one to the other. A mail or number that nobody holds becomes the lead's only when the arrival's name could
    be the lead's: under another name it is a companion's on the same number, and stays with the arrival.
    """
    holders = _holders(enquiry)
    lead = _meant(holders, enquiry) if enquiry.reachable else lead_of_same_bytes(payload)
    if lead is None:
        lead = _begin(enquiry, payload)
        _attach(lead, enquiry.contacts)
        return Found(lead, is_new=True)
    _wrote_again(lead, payload)
    if not _could_be(lead, enquiry):
        return Found(lead, is_new=False, doubt=ANOTHER_NAME)
    _attach(lead, [contact for contact in enquiry.reachable if contact not in holders])
    return Found(lead, is_new=False, doubt=TWO_LEADS if len(set(holders.values())) > 1 else "")


def _wrote_again(lead: Lead, payload: LeadPayload) -> None:
    """An archived lead comes back by itself: its person waits for an answer like anybody (HOUSE 8).

    One whose owner left is nobody's from here: the leads that were done stayed with the account that was closed.
    Of a lead that is done the owner is held first: an account that is being closed now has left or has not. Open
    ones are inherited anyway, and their arrivals wait for nobody but the lead.
    """
    if lead.stage.semantic in DONE:
        hold_people([lead.assigned_to_id])
    if not Lead.objects.current().filter(pk=lead.pk).update(last_arrival_at=payload.received_at):
        revive(lead, now=payload.received_at)
    elif lead.assigned_to_id is not None:
        free_left_behind([lead.pk], now=payload.received_at)


def _holders(enquiry: Enquiry) -> dict[Contact, Lead]:
    """Who holds which of the valid contacts."""
    wanted = {(contact.kind, contact.value): contact for contact in enquiry.reachable}
    if not wanted:
        return {}
    named = Q()
    for kind, value in wanted:
        named |= Q(kind=kind, value=value)
    held = Identity.objects.filter(named, is_valid=True).select_related("lead__stage")
    return {wanted[identity.kind, identity.value]: identity.lead for identity in held}


def _meant(holders: Mapping[Contact, Lead], enquiry: Enquiry) -> Lead | None:
    return min(holders.values(), key=lambda lead: (not _could_be(lead, enquiry), lead.pk), default=None)


def _could_be(lead: Lead, enquiry: Enquiry) -> bool:
    known, given = (f"{who.first_name} {who.last_name}" for who in (lead, enquiry))
    return could_be_one(known, given)


def _begin(enquiry: Enquiry, payload: LeadPayload) -> Lead:
    return Lead.objects.create(
        first_name=enquiry.first_name,
        last_name=enquiry.last_name,
        country=enquiry.country,
        source=Lead.Source.WEBSITE,
        stage=first_stage(),
        created_at=payload.received_at,
        last_arrival_at=payload.received_at,
    )


def _attach(lead: Lead, contacts: Sequence[Contact]) -> None:
    Identity.objects.bulk_create(
        [Identity(lead=lead, kind=c.kind, value=c.value, typed=c.typed, is_valid=c.is_valid) for c in contacts]
    )
