"""Two mail addresses that may be one box, written with a slip (F:L22)."""

from leads.services.finding.mistyped import PROVIDERS, box_meant, parted
from leads.services.finding.one_edit import one_edit

SHORTEST_BEGINNING = 4
_FIGURES = str.maketrans(dict.fromkeys("0123456789"))


def is_slip(one: str, other: str) -> bool:
    """Whether the one may be the other, mistyped behind the @."""
    (mine, my_domain), (theirs, their_domain) = parted(one), parted(other)
    if not mine or not theirs:
        return False
    if box_meant(one) == box_meant(other):
        return True
    both_real = {my_domain, their_domain} <= PROVIDERS
    return mine == theirs and not both_real and one_edit(my_domain, their_domain)


def is_near(one: str, other: str) -> bool:
    """Whether a letter before the @, and not in its beginning, is all that parts them; good only beside one family
    name. Figures are given by the provider to people of one name."""
    (mine, my_domain), (theirs, their_domain) = parted(one), parted(other)
    begins = max(beginning(mine), beginning(theirs), key=len)
    if my_domain != their_domain or not (mine.startswith(begins) and theirs.startswith(begins)):
        return False
    return one_edit(mine, theirs) and mine.translate(_FIGURES) != theirs.translate(_FIGURES)


def beginning(local: str) -> str:
    """Of what stands before an @, what is the same in all that are near."""
    return local[: max(SHORTEST_BEGINNING, len(local) // 2)]
