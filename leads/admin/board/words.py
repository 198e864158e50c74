"""Numbers of a column, in the reader's words."""

from collections.abc import Iterable

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from leads.services.board import Column
from leads.services.board.worth import Worth
from leads.services.money import range_shown


def number_words(number: int, *, is_over: bool) -> str:
    shown = number_format(number, force_grouping=True)
    return _("over %(number)s") % {"number": shown} if is_over else shown


def worth_words(worth: Iterable[Worth]) -> str:
    """ "€ 33,800 · £ 2,400"; whole amounts, nobody counts cents here."""
    return " · ".join(range_shown(round(one.amount, -2), None, one.currency) for one in worth)


def head_of(column: Column) -> dict[str, object]:
    """What a column says above its cards, for the script that moved one."""
    number = number_words(column.number, is_over=column.is_over)
    return {"stage": column.stage.pk, "number": number, "worth": worth_words(column.worth)}
