"""Comparing the names that two arrivals gave."""

import unicodedata
from collections import Counter

# Letters that no normalisation takes apart, and what people without them on their keyboard write.
_PLAIN = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "œ": "oe", "æ": "ae"} | dict.fromkeys("'’ʼ`´"))
# Combining classes from here on are accents, and points that may be left out; below are signs of Indic spelling.
_ACCENTS = 10


def could_be_one(one: str, other: str) -> bool:
    """Whether both may be one person's name: each word of the shorter one has a word of its own in the longer.

    Case, accents, apostrophes and order do not count; an initial may be any word that begins with it. "M. Rossi"
    may be Mario Rossi and no name may be anybody's; "Anna Rossi" is somebody else than "Mario Rossi", for
    families share a number (HOUSE 17).
    """
    fewer, more = sorted((_words(one), _words(other)), key=Counter.total)
    spare = more - fewer
    for word in (fewer - more).elements():
        match = next((longer for longer in spare if _initial_of_other(word, longer)), None)
        if match is None:
            return False
        spare -= Counter([match])
    return True


def _initial_of_other(one: str, other: str) -> bool:
    return 1 in (len(one), len(other)) and one[0] == other[0]


def _words(name: str) -> Counter[str]:
    split = unicodedata.normalize("NFKD", name.casefold()).translate(_PLAIN)
    return Counter("".join(_sign(sign) for sign in split).split())


def _sign(sign: str) -> str:
    """A letter, figure or sign of spelling as it is; nothing for an accent; a gap for all else."""
    kind = unicodedata.category(sign)
    if kind == "Cf" or unicodedata.combining(sign) >= _ACCENTS:
        return ""
    return sign if kind[0] in "LMN" else " "
