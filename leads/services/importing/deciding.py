"""What becomes of a row: dry run and loading ask the same, so that their numbers are the same (F:I8, H:I8)."""

from collections.abc import Iterable, MutableMapping
from dataclasses import replace
from typing import NamedTuple

from leads.models import ImportRow
from leads.services.importing.comparing import Known, KnownLead, Way
from leads.services.importing.rows.reasons import ERASED, KNOWN_OTHER_NAME, OUT_OF_SIGHT, STOPPED, TWICE
from leads.services.importing.rows.references import COUNTED
from leads.services.importing.staging import Said
from leads.services.names import could_be_one, is_readable, shares_a_word

Fate = ImportRow.Fate
Seen = MutableMapping[Way, str]  # what rows before this one hold, and the name that they gave
REFERENCE = "reference "  # before its system: a number of another system is never a telephone's
NAMED = "lead "  # before its key: a lead without a name is called as the first row that fills it says


class Decision(NamedTuple):
    """`lead` is whom a merge fills. Not `is_sure`: found by an initial alone, so that nothing to reach them by is
    added. It `names` a lead that had no name. `owner` is who has the lead that is out of sight."""

    fate: str
    reason: str = ""
    lead: int | None = None
    is_sure: bool = True
    names: bool = False
    owner: str = ""
    doubts: tuple[str, ...] = ()


NEW = Decision(Fate.NEW)


def decide(said: Said, known: Known, seen: Seen) -> Decision:
    """By what the clinic holds, and what the rows before call a lead that had no name. A number of the other system
    says who it is; a contact, or a number of a list that counts from one, says it where the name could be one
    (HOUSE 17): somebody else on the same number is never merged, and never made a lead without being asked.
    """
    if not known.leads and not known.stopped and not known.erased:
        return NEW
    lead = _referred(said, known, seen)
    if lead is not None and said.reference[0].startswith(COUNTED) and not could_be_one(lead.name, said.name):
        return Decision(Fate.SKIP, KNOWN_OTHER_NAME)
    is_sure = lead is not None
    if lead is None and (holders := _holders(said, known, seen)):
        lead = _named(holders, said, known, seen)
        if lead is None:
            return Decision(Fate.SKIP, KNOWN_OTHER_NAME)
        is_sure = not said.name or not lead.name or shares_a_word(lead.name, said.name)
    if lead is not None:
        return _merged(lead, is_sure, names=bool(said.name and not lead.name))
    if not known.erased.isdisjoint(said.reachable):
        return Decision(Fate.SKIP, ERASED)
    return NEW if known.stopped.isdisjoint(said.reachable) else NEW._replace(doubts=(STOPPED,))


def decide_in_file(said: Said, seen: Seen) -> Decision | None:
    """By the rows before it: None for the first of its kind, which is noted with `note_seen`."""
    for key, name in ((key, seen[key]) for key in _keys(said) if key in seen):
        if key[0].startswith(REFERENCE) or could_be_one(name, said.name):
            return Decision(Fate.SKIP, TWICE)
        return Decision(Fate.SKIP, KNOWN_OTHER_NAME)
    return None


def note_seen(said: Said, seen: Seen) -> None:
    for key in _keys(said):
        seen.setdefault(key, said.name)
    if said.names is not None:
        note_name(said.names, said, seen)


def note_name(lead: int, said: Said, seen: Seen) -> None:
    """This row gives its name to a lead that had none."""
    seen.setdefault((NAMED, str(lead)), said.name)


def _keys(said: Said) -> Iterable[Way]:
    if said.reference:
        yield REFERENCE + said.reference[0], said.reference[1]
    yield from said.reachable


def _merged(lead: KnownLead, is_sure: bool, *, names: bool) -> Decision:
    if not lead.is_seen:
        return Decision(Fate.SKIP, OUT_OF_SIGHT, owner=lead.owner)
    return Decision(Fate.MERGE, lead=lead.pk, is_sure=is_sure, names=names)


def _there(pk: int | None, known: Known, seen: Seen) -> KnownLead | None:
    lead = known.leads.get(pk) if pk else None
    given = seen.get((NAMED, str(pk))) if lead is not None and not lead.name else None
    return replace(lead, name=given) if lead is not None and given else lead


def _referred(said: Said, known: Known, seen: Seen) -> KnownLead | None:
    pk = known.by_reference.get((said.reference[0], said.reference[1])) if said.reference else None
    return _there(pk, known, seen)


def _holders(said: Said, known: Known, seen: Seen) -> list[KnownLead]:
    """Whoever holds one of its contacts, the oldest first."""
    pks = {known.by_contact[way] for way in said.reachable if way in known.by_contact}
    return [lead for pk in sorted(pks) if (lead := _there(pk, known, seen))]


def _named(holders: list[KnownLead], said: Said, known: Known, seen: Seen) -> KnownLead | None:
    """Whom the name means, then a companion of theirs; a row that gives no name means the oldest."""
    if not said.name:
        return holders[0]
    companions = (_there(pk, known, seen) for lead in holders for pk in known.companions.get(lead.pk, ()))
    return next((lead for lead in [*holders, *companions] if lead and _could_be(lead, said)), None)


def _could_be(lead: KnownLead, said: Said) -> bool:
    """As leads.services.matching: who has no name may be anybody; who is called by signs alone, nobody."""
    return (
        is_readable(said.name) and (is_readable(lead.name) or not lead.name) and could_be_one(lead.name, said.name)
    )
