"""The clinic's price list, changed by hand. A line is switched off, never deleted: leads may stand on it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.lib.errors import InvalidData
from crm.lib.lines import one_line
from leads.models import Treatment
from tenants.services.locks import lock_names
from tenants.settings.models.clinic_settings import Currency
from tenants.staff.languages import SPOKEN

FIELDS = (
    *("name", "names", "aliases", "category", "currency", "price_from", "price_to"),
    *("visits", "healing_months", "is_active"),
)
MOST_ALIASES, LONGEST = 100, 80
NAMES_WRONG = gettext_lazy("Begin each line with the two letters of a language, as in it: Corona.")


@transaction.atomic
def keep_treatment(pk: int | None, wanted: Mapping[str, Any]) -> Treatment:
    """Write `wanted` (of FIELDS; prices in minor units) into that line, or into a new one at the end of the list.

    Whoever saves last wins. Raises InvalidData by field, and ValidationError for a value that a column refuses.
    """
    lock_names(["price list"])  # names and codes are unique among all lines
    row = Treatment.objects.select_for_update().get(pk=pk) if pk else Treatment(position=_end())
    for name in FIELDS:
        if name in wanted:
            setattr(row, name, wanted[name])
    row.name = one_line(row.name)
    row.names = {code: one_line(name) for code, name in row.names.items() if one_line(name)}
    row.aliases = tidy(row.aliases)
    _check(row)
    row.code = row.code or _code(row.name)
    row.clean_fields()
    row.save()
    return row


def tidy(aliases: Iterable[str]) -> list[str]:
    """Each on one line and once, whatever its case; the empty ones go."""
    kept: dict[str, str] = {}
    for text in map(one_line, aliases):
        if text:
            kept.setdefault(text.casefold(), text)
    return list(kept.values())


def names_shown(names: Mapping[str, str]) -> str:
    """One on a line: it: Corona."""
    return "\n".join(f"{code}: {name}" for code, name in names.items())


def _check(row: Treatment) -> None:
    wrong: dict[str, list[str]] = {}
    others = Treatment.objects.exclude(pk=row.pk)
    if not any(sign.isalnum() for sign in row.name):
        wrong["name"] = [_("A name has letters or digits.")]
    elif others.filter(name__iexact=row.name).exists():
        wrong["name"] = [_("Another treatment has this name.")]
    if None not in (row.price_from, row.price_to) and row.price_to < row.price_from:
        wrong["price_to"] = [_("The second price is not below the first.")]
    if row.currency not in Currency.values:
        wrong["currency"] = [_("This does not exist.")]
    if len(row.aliases) > MOST_ALIASES or any(len(text) > LONGEST for text in row.aliases):
        wrong["aliases"] = [_("At most 100 lines of 80 letters.")]
    if any(code not in SPOKEN or len(name) > LONGEST for code, name in row.names.items()):
        wrong["names"] = [NAMES_WRONG]
    if wrong:
        raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)


def _code(name: str) -> str:
    """Short, readable and free; it never changes, whatever the name becomes."""
    longest = Treatment._meta.get_field("code").max_length
    wished = slugify(name)[: longest - 4].strip("-") or "treatment"
    taken = set(Treatment.objects.filter(code__startswith=wished).values_list("code", flat=True))
    return next(code for n in range(len(taken) + 1) if (code := f"{wished}-{n + 1}" if n else wished) not in taken)


def _end() -> int:
    last = Treatment.objects.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1
