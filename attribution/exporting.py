"""What brought a lead, in files of leads: the first time they met the clinic, and the last (F:I6, W7)."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from attribution.models import Touchpoint
from crm.lib.sheets.values import Cell
from leads.export_columns import Column, ExportRow, export_beside, export_column

TOLD = ("at", "source", "medium", "campaign")
ENDS = {"first_touch": (_("First touch"), ("at", "id")), "last_touch": (_("Last touch"), ("-at", "-id"))}
Touches = Callable[[Collection[int]], Mapping[int, Mapping[str, Any]]]


def register_export_columns() -> None:
    permission = "attribution.view_touchpoint"
    for end, (words, order) in ENDS.items():
        export_beside(end, _touches(order))
        for name in TOLD:
            label = format_lazy("{}: {}", words, Touchpoint._meta.get_field(name).verbose_name)
            read, beside = _reader(end, name), (end,)
            export_column(Column(f"{end}_{name}", label, read, beside=beside, permission=permission))


def _touches(order: tuple[str, str]) -> Touches:
    def load(pks: Collection[int]) -> Mapping[int, Mapping[str, Any]]:
        ends = Touchpoint.objects.filter(lead__in=pks).order_by("lead_id", *order).distinct("lead_id")
        return {row["lead_id"]: row for row in ends.values("lead_id", *TOLD)}

    return load


def _reader(end: str, name: str) -> Callable[[ExportRow], Cell]:
    def read(row: ExportRow) -> Cell:
        value = (row.beside(end) or {}).get(name)
        return row.local(value) if name == "at" else value

    return read
