"""Lists in parts: skip and limit (F:0.3), or what is behind a row; with a count never dearer than the page."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from crm.lib.errors import InvalidData
from tenants.desk.services.counting import counted

DEFAULT, MOST = 50, 200  # rows in one answer
FURTHEST = 100_000  # rows that may be skipped; whoever wants more filters


def paged(
    request: Request,
    rows: QuerySet,
    shown: Callable[[Any], dict[str, Any]],
    behind: Callable[[int], list[Any]] | None = None,
) -> Response:
    """The part of `rows` that skip and limit ask for. Raises InvalidData for what is no such number.

    `rows` is ordered, and already what this reader may see. `behind(limit)` gives the rows where the reader said
    where they begin instead.
    """
    skip = _number(request, "skip", default=0, most=0 if behind else FURTHEST)
    limit = _number(request, "limit", default=DEFAULT, most=MOST, least=1)
    count, is_estimate = counted(rows)
    page = [shown(row) for row in (behind(limit) if behind else _part(rows, skip, limit))]
    answer = {"count": count, "count_is_estimate": is_estimate, "skip": skip, "limit": limit, "results": page}
    return Response(answer)


def _part(rows: QuerySet, skip: int, limit: int) -> list[Any]:
    """What is skipped is walked along by its keys alone, without the rows of other tables beside it."""
    if not skip:
        return list(rows[:limit])
    return list(rows.filter(pk__in=list(rows.values_list("pk", flat=True)[skip : skip + limit])))


def _number(request: Request, name: str, *, default: int, most: int, least: int = 0) -> int:
    given = request.query_params.get(name, str(default))
    number = int(given) if given.isascii() and given.isdigit() and len(given) <= len(str(most)) else -1
    if not least <= number <= most:
        said = _("A number from %(least)d to %(most)d.") % {"least": least, "most": most}
        raise InvalidData(f"{name}: {said}", fields={name: [said]})
    return number
