"""Who is this? A person is found by what they can be reached by, one arrival at a time (HOUSE 17, H:L6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from leads.models import Identity, Lead
from leads.services.names import could_be_one, is_readable, shares_a_word
from leads.services.reading import Contact, Told
from tenants.services.find import find
from tenants.services.locks import lock_names


@dataclass(frozen=True)
class Match:
    """Whose contacts these are. `lead` is whom the arrival means, None for somebody new; `about` is set instead
    when a stranger's name came with a lead's number or mail: perhaps a companion, which staff decide. Not `is_sure`
    is a match by an initial alone: good for finding, not for giving the lead a new way to be reached."""

    lead: Lead | None = None
    about: Lead | None = None
    is_sure: bool = True
    holders: Mapping[Contact, Lead] = field(default_factory=dict)

    @property
    def several(self) -> bool:
        return len(set(self.holders.values())) > 1

    def free(self, contacts: Sequence[Contact]) -> list[Contact]:
        """Those that nobody holds yet."""
        return [contact for contact in contacts if contact not in self.holders]


def lock_people(contacts: Sequence[Contact]) -> None:
    """Wait for other arrivals of the same numbers and addresses in this clinic, until the transaction ends."""
    if contacts:
        lock_names(f"{contact.kind}:{contact.value}" for contact in contacts)


def match(told: Told) -> Match:
    """The lead of this person, found by mail or number (F:L22). Call it after `lock_people`.

    When mail and number lead to two, the one whose name the arrival gives is meant, else the older; nothing moves
    from one to the other. A companion who was accepted before is known by name on the holder's number.
    """
    holders = _holders(told.reachable)
    if not holders:
        return Match()
    oldest_first = sorted(set(holders.values()), key=lambda lead: lead.pk)
    named = _named(oldest_first, told) if is_readable(_name_of(told)) else None
    if named is not None:
        return Match(lead=named, is_sure=shares_a_word(_name_of(named), _name_of(told)), holders=holders)
    return Match(about=oldest_first[0], holders=holders)


def _holders(contacts: Sequence[Contact]) -> dict[Contact, Lead]:
    """Who holds which of the valid contacts. Most people are new: the question of all is the cheap one."""
    wanted = {(contact.kind, contact.value): contact for contact in contacts}
    asked = [{"kind": kind, "value": value, "is_valid": True} for kind, value in wanted]
    held = find(Identity, ["kind", "value", "lead_id"], asked) if asked else []
    if not held:
        return {}
    leads = Lead.objects.select_related("stage", "treatment", "heat").in_bulk({lead for _, _, lead in held})
    return {wanted[kind, value]: leads[lead] for kind, value, lead in held if lead in leads}


def _named(holders: Sequence[Lead], told: Told) -> Lead | None:
    return next((lead for lead in holders if _could_be(lead, told)), None) or _companion(holders, told)


def _companion(holders: Sequence[Lead], told: Told) -> Lead | None:
    companions = Lead.objects.filter(companion_of__in=holders).select_related("stage", "heat").order_by("pk")
    return next((lead for lead in companions if _could_be(lead, told)), None)


def _could_be(lead: Lead, told: Told) -> bool:
    """A lead without a name may be anybody; one that is called by signs alone, nobody."""
    known = _name_of(lead)
    return (is_readable(known) or not known.strip()) and could_be_one(known, _name_of(told))


def _name_of(who: Lead | Told) -> str:
    return f"{who.first_name} {who.last_name}"
