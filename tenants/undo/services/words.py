"""What an undo did, for people."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tenants.undo.registry import Outcome
from tenants.undo.services.ledger import Undone

NAMED = 3  # rows that changed since, told by name


def in_words(done: Undone) -> str:
    """One sentence for what was put back, and one for each reason why something was not."""
    outcome = done.outcome
    said = [_put_back(outcome.undone)]
    if outcome.changed_since:
        said.append(_changed_since(outcome))
    if outcome.out_of_sight:
        said.append(
            ngettext(
                "%(number)d is not yours to see any more and was left alone.",
                "%(number)d are not yours to see any more and were left alone.",
                outcome.out_of_sight,
            )
            % {"number": outcome.out_of_sight}
        )
    return " ".join(said)


def _put_back(number: int) -> str:
    if not number:
        return _("Nothing was undone.")
    return ngettext("Undone for %(number)d.", "Undone for %(number)d.", number) % {"number": number}


def _changed_since(outcome: Outcome) -> str:
    number = len(outcome.changed_since)
    names = ", ".join(outcome.changed_since[:NAMED]) + (" …" if number > NAMED else "")
    return ngettext(
        "%(number)d changed since and was left alone: %(names)s.",
        "%(number)d changed since and were left alone: %(names)s.",
        number,
    ) % {"number": number, "names": names}
