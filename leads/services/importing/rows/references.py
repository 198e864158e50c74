"""The number of a row in the system that it comes from: the same for every spelling of one record."""

import re
from collections.abc import Sequence

from leads.models import Reference
from leads.services.importing.columns.folding import fingerprint, folded
from leads.services.importing.columns.kinds import BRIDGEWORK, HUBSPOT, META, PLACE_IDS, PLACES, SALESFORCE

LONGEST = Reference._meta.get_field("value").max_length
# 18 signs are 15 and a check of their case.
_SALESFORCE = re.compile(r"([A-Za-z0-9]{15})(?:[A-Za-z0-9]{3})?")
_META = re.compile(r"(?:l:)?(\d+)")
_SYSTEMS = {
    META: "meta",
    HUBSPOT: "hubspot",
    SALESFORCE: "salesforce",
    PLACES: "google_maps",
    BRIDGEWORK: "bridgework",
}
# Of lists with the same columns, and of two of our clinics: each counts from one, so that 1 may be anybody.
COUNTED = ("list:", _SYSTEMS[BRIDGEWORK])


def system_of(kind: str, header: Sequence[str]) -> str:
    """Numbers of a list that nobody knows are its own: those of another list are other people's."""
    return _SYSTEMS.get(kind) or f"list:{fingerprint(header)[:16]}"


def reference_in(text: str, kind: str) -> str:
    """The value to compare; empty for none."""
    if kind == META:
        found = _META.fullmatch(text)
        return found[1] if found else ""
    if kind == SALESFORCE and (found := _SALESFORCE.fullmatch(text)):
        return found[1]
    return text if len(text) <= LONGEST else ""  # the beginning of a number is another number


def by_preference(names: Sequence[str], kind: str) -> list[str]:
    """The columns that hold a reference, the one that is meant first."""
    if kind != PLACES:
        return list(names)
    return sorted(names, key=lambda name: PLACE_IDS.index(folded(name)) if folded(name) in PLACE_IDS else 9)
