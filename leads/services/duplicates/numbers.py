"""Two telephone numbers that may be one, written or read differently (F:L22)."""

from dataclasses import dataclass

from crm.lib.phone import national_figures
from leads.services.finding.spelling import figures_in

ENDING = 8  # figures at the end that two numbers share by no accident
SHORTEST = 7  # figures of a number without its country's code
_FEWEST = 3  # different figures: 0000 0000 and 1111 1111 are typed by many


@dataclass(frozen=True)
class Number:
    """`figures` without + and zeros before; `national` without the country's code, empty for none that works."""

    figures: str
    national: str

    @property
    def ending(self) -> str:
        """What a number like this one ends with, too; empty for one that says too little."""
        figures = self.national or self.figures
        least = SHORTEST if self.national else ENDING
        return figures[-ENDING:] if len(figures) >= least and len(set(figures)) >= _FEWEST else ""


def read(value: str, *, is_valid: bool) -> Number:
    return Number(figures_in(value), national_figures(value) if is_valid else "")


def is_variant(one: Number, other: Number) -> bool:
    """The same figures in another country, or behind one that does not work as it was typed."""
    if not one.ending or one.ending != other.ending:
        return False
    if one.national and other.national:
        return one.national == other.national
    return len(one.ending) == ENDING
