"""What somebody asks for: which leads, as which file, with which columns. Read at the door, decided in `making`."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from crm.lib.sheets import KINDS
from leads.models import ExportChoice
from leads.services.exporting.columns import columns_for, usual
from leads.services.finding.views import SEARCH, SORTING, plain_query
from tenants.staff.models import User

MOST_IDS = 50_000


@dataclass(frozen=True)
class Wish:
    """`query` are filters as an address says them; `ids`, when given, are meant in their place."""

    kind: str
    columns: tuple[str, ...]
    query: str = ""
    ids: tuple[int, ...] | None = None
    by_key: bool = False
    filters: tuple[str, ...] = ()


def wish(
    kind: str,
    columns: Iterable[str] | None,
    *,
    by: User,
    query: str = "",
    ids: Iterable[int] | None = None,
    by_key: bool = False,
) -> Wish:
    """`columns` None: those of last time. Raises InvalidData by field for a kind that there is not, and for too
    many ids; unknown columns are refused where they are looked up."""
    if kind not in KINDS:
        wrong = _("There is no such kind of file.")
        raise InvalidData(wrong, fields={"format": [wrong]})
    chosen = None if ids is None else tuple(sorted(set(ids)))
    if chosen is not None and len(chosen) > MOST_IDS:
        wrong = _("Choose at most %(most)d leads at once.") % {"most": MOST_IDS}
        raise InvalidData(wrong, fields={"ids": [wrong]})
    keys = tuple(last_choice(by).columns if columns is None else columns)
    asked = plain_query(query) if chosen is None else ""
    names = tuple(name for name in sorted(QueryDict(asked)) if name not in SORTING)
    return Wish(kind, keys, asked, chosen, by_key or kind == "json", names)


def last_choice(by: User) -> ExportChoice:
    """As somebody chose before, without what they may not have any more; else what is usual."""
    kept = ExportChoice.objects.filter(by=by).first()
    if kept is None:
        return ExportChoice(by=by, kind="csv", columns=usual(by))
    allowed = {one.key for one in columns_for(by)}
    kept.columns = [key for key in kept.columns if key in allowed]
    return kept


def without_people(query: str) -> str:
    """The filters without whom was searched for: an export outlives no erasure."""
    kept = QueryDict(query, mutable=True)
    kept.pop(SEARCH, None)
    return kept.urlencode()
