"""What the database refuses of one row is found by halves; the others of its piece come in (F:I8)."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _
from psycopg.errors import UniqueViolation

from crm.lib.errors import Conflict

TRIES = 5  # while others write the same people
GIVEN_UP = 20  # rows of one piece
Row, Part = TypeVar("Row"), TypeVar("Part")


def halved(rows: Sequence[Row], load: Callable[[Sequence[Row]], Part], refuse: Callable[[Row], Part]) -> list[Part]:
    """What `load` made of the parts, in their order; one where nothing is refused. A row that is refused by itself
    goes to `refuse`. Raises Conflict at the GIVEN_UP-th."""
    parts: list[Part] = []
    waiting, refused = [rows], 0
    while waiting:
        some = waiting.pop()
        part = _loaded(some, load)
        if part is not None:
            parts.append(part)
        elif len(some) > 1:
            half = len(some) // 2
            waiting += [some[half:], some[:half]]
        else:
            refused += 1
            if refused == GIVEN_UP:
                raise Conflict(_("Our database refuses rows of this list. Tell your administrator."))
            parts.append(refuse(some[0]))
    return parts


def _loaded(rows: Sequence[Row], load: Callable[[Sequence[Row]], Part]) -> Part | None:
    """None for what is refused however often it is tried."""
    for _try in range(TRIES):
        try:
            with transaction.atomic():
                return load(rows)
        except IntegrityError as wrong:
            if not isinstance(wrong.__cause__, UniqueViolation):
                return None  # nobody else's doing: it will be the same again
        except DataError:
            return None
    return None
