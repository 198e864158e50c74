"""The clinic's own fields: made, renamed, ordered and retired, never deleted, for values stand in them (F:L26)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from crm.lib.lines import one_line
from leads.models import CustomField
from leads.services.finding.custom import forget_custom_fields
from leads.services.own_names import shown_name
from leads.services.price_list import NAMES_WRONG, tidy
from tenants.services.locks import lock_names
from tenants.staff.languages import SPOKEN

FIELDS = ("name", "names", "options", "position", "in_list", "is_active")
MOST, MOST_OPTIONS, LONGEST = 50, 100, 60


@transaction.atomic
def keep_field(pk: int | None, wanted: Mapping[str, Any]) -> CustomField:
    """Write `wanted` (of FIELDS; `kind` of a new one) into that field. Its key and its kind stay for good.

    Raises InvalidData by field, also for more than MOST fields.
    """
    lock_names(["custom fields"])
    row = CustomField.objects.select_for_update().get(pk=pk) if pk else _new(wanted)
    for name in FIELDS:
        if wanted.get(name) is not None:
            setattr(row, name, wanted[name])
    row.name = one_line(row.name)
    row.names = {code: one_line(name) for code, name in row.names.items() if one_line(name)}
    row.options = tidy(row.options) if row.kind == CustomField.Kind.CHOICE else []
    _check(row)
    row.key = row.key or _key(row.name)
    row.clean_fields()
    row.save()
    transaction.on_commit(forget_custom_fields)
    return row


def field_name(field: CustomField) -> str:
    """In the reader's language where the clinic gave one."""
    return shown_name(field)


def _new(wanted: Mapping[str, Any]) -> CustomField:
    if CustomField.objects.count() >= MOST:
        raise InvalidData(_("At most %(most)d fields.") % {"most": MOST})
    last = CustomField.objects.aggregate(last=Max("position"))["last"]
    return CustomField(kind=wanted.get("kind", ""), position=0 if last is None else last + 1)


def _check(row: CustomField) -> None:
    wrong: dict[str, list[str]] = {}
    if not any(sign.isalnum() for sign in row.name):
        wrong["name"] = [_("A name has letters or digits.")]
    elif CustomField.objects.exclude(pk=row.pk).filter(name__iexact=row.name).exists():
        wrong["name"] = [_("Another field has this name.")]
    if row.kind == CustomField.Kind.CHOICE and not row.options:
        wrong["options"] = [_("Name at least one choice.")]
    if len(row.options) > MOST_OPTIONS or any(len(text) > LONGEST for text in row.options):
        wrong["options"] = [_("At most 100 lines of 60 letters.")]
    if any(code not in SPOKEN or len(name) > LONGEST for code, name in row.names.items()):
        wrong["names"] = [NAMES_WRONG]
    if wrong:
        raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)


def _key(name: str) -> str:
    """Short, readable and free; it never changes, whatever the field is called later."""
    wished = slugify(name).replace("-", "_").strip("_")[:36] or "field"
    wished = wished if wished[0].isalpha() else f"field_{wished}"[:36]
    taken = set(CustomField.objects.filter(key__startswith=wished).values_list("key", flat=True))
    return next(key for n in range(len(taken) + 1) if (key := f"{wished}_{n + 1}" if n else wished) not in taken)
