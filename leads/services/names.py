"""Comparing the names that two arrivals gave."""

import re
import unicodedata

_UNSEEN = {"Mn", "Cf"}


def could_be_one(one: str, other: str) -> bool:
    """Whether both may be one person's name: every word of the shorter one is in the longer, initials count.

    Case, accents and order do not. "M. Rossi" may be Mario Rossi and an empty name may be anybody's; "Anna Rossi"
    is somebody else than "Mario Rossi", for families share a number (HOUSE 17).
    """
    fewer, more = sorted((_words(one), _words(other)), key=len)
    return all(any(_alike(word, with_) for with_ in more) for word in fewer)


def _alike(one: str, other: str) -> bool:
    return one == other or (1 in (len(one), len(other)) and one[0] == other[0])


def _words(name: str) -> set[str]:
    split = unicodedata.normalize("NFKD", name.casefold().replace("ı", "i"))
    return set(re.findall(r"\w+", "".join(sign for sign in split if unicodedata.category(sign) not in _UNSEEN)))
