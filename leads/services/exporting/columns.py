"""Which columns somebody may have, which they chose, and how a heading is known again."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from crm.lib.errors import InvalidData
from leads.export_columns import Column, ExportRow, registered_columns
from leads.models import CustomField
from leads.services.custom import PREFIX
from leads.services.finding.custom import custom_fields
from leads.services.own_names import shown_name
from tenants.staff.models import User


def columns_for(user: User) -> list[Column]:
    """Those that this person's role allows (H:E2)."""
    return [one for one in all_columns() if not one.permission or user.has_perm(one.permission)]


def all_columns() -> list[Column]:
    """In the order of a file, the clinic's own fields at the end (F:L26)."""
    return [*registered_columns(), *map(_of_field, custom_fields())]


def chosen(keys: Iterable[str], *, by: User) -> list[Column]:
    """Those of `keys`, and those that are always there, in the order of the file. InvalidData for any other."""
    allowed, wanted = columns_for(by), set(keys)
    if unknown := sorted(wanted - {one.key for one in allowed}):
        sentence = _("There is no column “%(name)s” for you.") % {"name": unknown[0]}
        raise InvalidData(sentence, fields={"columns": [sentence]})
    return [one for one in allowed if one.always or one.key in wanted]


def usual(by: User) -> list[str]:
    """What is chosen as long as nobody chose."""
    return [one.key for one in columns_for(by) if one.usual or one.always or one.key.startswith(PREFIX)]


def heading_of(columns: Iterable[Column], *, by_key: bool) -> list[str]:
    """Keys, or words in the language of now; never twice the same: a second one is told apart by its key."""
    heading: list[str] = []
    for one in columns:
        word = one.key if by_key else str(one.label)
        heading.append(f"{word} ({one.key})" if word in heading else word)
    return heading


def known_headings() -> dict[str, str]:
    """{heading in lower case: key}, by key and by the words of every language of the desk, without the clinic's own
    fields: how a file of ours is known again."""
    known = {}
    for code, _language in settings.LANGUAGES:
        with override(code):
            known |= {str(one.label).lower(): one.key for one in reversed(registered_columns())}
    return known | {one.key: one.key for one in registered_columns()}


def _of_field(field: CustomField) -> Column:
    def value(row: ExportRow) -> Any:
        held = (row.beside("custom") or {}).get(field.pk)
        return held.normalize() if field.kind == CustomField.Kind.NUMBER and held is not None else held

    return Column(f"{PREFIX}{field.key}", shown_name(field), value, beside=("custom",))
