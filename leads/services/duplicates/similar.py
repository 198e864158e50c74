"""Who may be the same person as a lead, or as somebody about to be written down: for every door (F:L22, H:A2)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from leads.models import Lead
from leads.services.duplicates.candidates import candidates
from leads.services.duplicates.likeness import Why, likeness, weight
from leads.services.duplicates.person import Person, person_of, person_told
from leads.services.duplicates.two_people import two_people_beside
from leads.services.duplicates.words import in_words
from leads.services.known import holder_of
from leads.services.reading import Told
from leads.services.treatments import treatment_named
from tenants.staff.models import User

MOST = 12


@dataclass(frozen=True)
class Proposal:
    """A lead that the reader sees, with what speaks for it."""

    lead: Lead
    why: tuple[Why, ...]

    @property
    def words(self) -> list[str]:
        return in_words(self.why)


@dataclass(frozen=True)
class Similar:
    """`owners` have such a lead that the reader may not see: one entry each, None where nobody has it. That is all
    that is told of those. `is_certain` when one of all has the very number or mail."""

    proposals: tuple[Proposal, ...] = ()
    owners: tuple[User | None, ...] = ()
    is_certain: bool = False

    def __bool__(self) -> bool:
        return bool(self.proposals or self.owners)

    @property
    def count(self) -> int:
        return len(self.proposals) + len(self.owners)

    @property
    def mark(self) -> str:
        """Says who was shown."""
        shown = [str(one.lead.pk) for one in self.proposals]
        return ".".join([*shown, *(f"o{owner.pk if owner else 0}" for owner in self.owners)])

    def asks(self, mark: str) -> bool:
        """Whether somebody has to say first that theirs is another: not twice of whom they were shown, nor of
        whom `refuse_known` refuses anyway."""
        return bool(self) and not self.is_certain and mark != self.mark

    @property
    def sentences(self) -> list[str]:
        """Of the owners: who knows this person, and whom to ask."""
        return [known_sentence(owner) for owner in self.owners]


def similar_to(lead: Lead, *, reader: User) -> Similar:
    """At most MOST, the likeliest first. One statement when there are none, else five."""
    person = person_of(lead)
    found = _judged(person, candidates(person))
    but = two_people_beside(lead.pk) if found else set()
    return _shown({pk: one for pk, one in found.items() if pk not in but}, reader)


def similar_to_told(told: Told, *, reader: User) -> Similar:
    """The same for somebody who is no lead yet; who has one of their contacts is known for certain, by any name."""
    treatment = treatment_named(told.interest, "") if told.interest else None
    person = person_told(told, treatment=treatment and treatment.pk)
    found = _judged(person, candidates(person))
    for holder in filter(None, map(holder_of, told.reachable)):
        found[holder.pk] = (holder, (Why.CONTACT,))
    return _shown(found, reader)


def _judged(person: Person, keys: Iterable[int]) -> dict[int, tuple[Lead, tuple[Why, ...]]]:
    keys = list(keys)
    if not keys:
        return {}
    rows = Lead.objects.filter(pk__in=keys, merged_into=None).order_by().select_related("assigned_to", "stage")
    judged = ((lead, likeness(person, person_of(lead))) for lead in rows.prefetch_related("identities"))
    return {lead.pk: (lead, tuple(why)) for lead, why in judged if why}


def _shown(found: dict[int, tuple[Lead, tuple[Why, ...]]], reader: User) -> Similar:
    if not found:
        return Similar()
    seen = set(Lead.objects.visible_to(reader).filter(pk__in=found).values_list("pk", flat=True))
    best = sorted(found.values(), key=lambda one: (-weight(one[1]), one[0].pk))
    mine = [Proposal(lead, why) for lead, why in best if lead.pk in seen][:MOST]
    owners = {lead.assigned_to_id: lead.assigned_to for lead, _why in best if lead.pk not in seen}
    is_certain = any(Why.CONTACT in why for _lead, why in best)
    return Similar(tuple(mine), tuple(sorted(owners.values(), key=str)), is_certain)


def known_sentence(owner: User | None) -> str:
    if owner is None:
        return _("This person is known already. Ask your manager.")
    return _("This person is known already: %(owner)s has them. Ask them or your manager.") % {"owner": owner}
