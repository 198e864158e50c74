"""Names that may leave the clinic: neutral ones. Pure (FEATURES 3.4, INTEGRATIONS 9)."""

import re
from collections.abc import Iterable
from enum import Enum
from functools import cache

from attribution.conversions.services.health_words import is_of_health
from crm.lib.words import plain_words
from leads.packs.treatments import TREATMENTS

LONGEST = 100
# Letters of any script and figures, with what stands between words; nothing that a spreadsheet computes.
_SHAPE = re.compile(r"[^\W_][\w .,&()/-]*")

# What we call the steps of a patient outside, by leads.models.stage.Semantic.
STAGES = {
    "new": "New lead",
    "assigned": "Assigned",
    "contacted": "Contacted",
    "replied": "Replied",
    "callback": "Call back",
    "qualified": "Qualified",
    "proposal": "Offer sent",
    "negotiation": "In talks",
    "accepted": "Accepted",
    "travelling": "On the way",
    "completed": "Completed",
    "lost": "Lost",
    "closed": "Closed",
}


class Refusal(Enum):
    """Why a name stays here."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    SIGNS = "signs"
    TREATMENT = "treatment"
    HEALTH = "health"


def default_stage_names() -> dict[str, str]:
    return dict(STAGES)


def refusal(name: str, treatments: Iterable[str] = ()) -> Refusal | None:
    """Why this name may not leave, None if it may. `treatments` are all that the clinic calls its own, in whatever
    language, and other words for them; those of every clinic are known here."""
    if not name.strip():
        return Refusal.EMPTY
    if len(name) > LONGEST:
        return Refusal.TOO_LONG
    if not _SHAPE.fullmatch(name):
        return Refusal.SIGNS
    words = plain_words(name)
    if any(_tells(words, phrase) for phrase in _known() | {tuple(plain_words(one)) for one in treatments}):
        return Refusal.TREATMENT
    if any(is_of_health(word) for word in words):
        return Refusal.HEALTH
    return None


def _tells(words: list[str], phrase: tuple[str, ...]) -> bool:
    """Whether the words of `phrase` stand side by side among `words`, or written as one."""
    if not phrase:
        return False
    length, together = len(phrase), "".join(phrase)
    runs = range(len(words) - length + 1)
    return together in words or any(tuple(words[start : start + length]) == phrase for start in runs)


@cache
def _known() -> frozenset[tuple[str, ...]]:
    said = (text for one in TREATMENTS for text in (*one.names.values(), *one.aliases))
    return frozenset(tuple(plain_words(text)) for text in said)
