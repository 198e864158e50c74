"""Names of people: comparing those that two arrivals gave, and taking one apart (F:L3)."""

from collections import Counter

from crm.lib.words import plain_words

# Words that begin a family name of several words, as `plain_words` writes them.
_PARTICLES = {
    "van", "von", "vom", "zu", "zum", "zur", "ter", "ten", "der", "den", "de", "d", "del",
    "della", "delle", "dello", "degli", "di", "da", "dal", "dalla", "do", "dos", "das", "du", "des",
    "la", "le", "lo", "li", "los", "las", "af", "av", "al", "el", "bin", "ibn", "bint", "ben", "abu",
    "abd", "st", "san",
    "بن", "ابن", "بنت", "ابو", "ابي", "ال", "عبد",
}  # fmt: skip
_TITLES = {"dr", "prof", "mr", "mrs", "ms", "miss", "herr", "frau", "sig", "bay", "bayan", "znj", "zoti"}
# What many share: no proof of who somebody is.
_COMMON = _PARTICLES | _TITLES
# Those of them that nobody is called by alone, as people are called Ben, Li or Van.
_NO_NAMES = _TITLES - {"bay"} | {
    "von", "vom", "zu", "zum", "zur", "ter", "der", "de", "d", "del", "delle", "dello", "degli", "dalla",
    "dos", "des", "los", "las", "af", "av", "ibn", "bint", "st", "بن", "ابن", "بنت", "ال", "عبد",
}  # fmt: skip
# Words that the longer of two names may have more: beyond that it is a list in which anybody could stand.
MOST_MORE = 6


def split_name(name: str) -> tuple[str, str]:
    """First and last name of one that was written in one field; nothing of it is lost or changed.

    The last name begins with a particle ("van der Berg", "bin Salman") or is the last word; "Rossi, Mario" is the
    other way round. One word is a first name.
    """
    family, comma, given = name.partition(",")
    if comma and family.strip() and given.strip():
        return given.strip(), family.strip()
    words = name.split()
    cut = next((at for at, word in enumerate(words) if 0 < at < len(words) - 1 and _is_particle(word)), None)
    cut = cut or max(1, len(words) - 1)
    return " ".join(words[:cut]), " ".join(words[cut:])


def _is_particle(word: str) -> bool:
    return _PARTICLES.issuperset(plain_words(word) or [""])


def could_be_one(one: str, other: str) -> bool:
    """Whether both may be one person's name: each word of the shorter one has a word of its own in the longer.

    Case, accents, apostrophes and order do not count; an initial may be any word that begins with it, where a whole
    word is the same besides or it stands alone. "M. Rossi" may be Mario Rossi and no name may be anybody's; "Anna
    Rossi" is somebody else than "Mario Rossi", for families share a number (HOUSE 17). A particle or a title alone
    is nobody's name, and a list of names fits nobody.
    """
    fewer, more = sorted((Counter(plain_words(one)), Counter(plain_words(other))), key=Counter.total)
    if not fewer or fewer == more:
        return True
    if any(_NO_NAMES.issuperset(name) for name in (fewer, more)):
        return False
    initials, spare = _by_initials(fewer - more, more - fewer)
    has_proof = not _COMMON.issuperset(fewer & more)
    return initials is not None and (has_proof or initials <= 1) and len(spare.keys() - _COMMON) <= MOST_MORE


def _by_initials(left: Counter[str], spare: Counter[str]) -> tuple[int | None, Counter[str]]:
    """How many words of `left` are initials of words of `spare`, or the other way round, and which of those are
    left over; None where one is nobody's."""
    for word in left.elements():
        match = next((longer for longer in spare if _initial_of_other(word, longer)), None)
        if match is None:
            return None, spare
        spare = spare - Counter([match])
    return left.total(), spare


def is_readable(name: str) -> bool:
    """Whether there is a word in it at all: signs alone fit anybody, and are nobody's name."""
    return bool(plain_words(name))


def shares_a_word(one: str, other: str) -> bool:
    """Whether a whole word of both is the same: an initial alone is a hint, no proof, unless it is all of both."""
    said, known = plain_words(one), plain_words(other)
    return sorted(said) == sorted(known) or any(len(word) > 1 for word in (set(said) & set(known)) - _COMMON)


def _initial_of_other(one: str, other: str) -> bool:
    return 1 in (len(one), len(other)) and one[0] == other[0]
