"""All rows of a clinic, to be compared: what was done and undone leaves nothing but a named list (F:T18)."""

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from tenants.models import Clinic

Dump = Mapping[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class But:
    """What need not be as it was: whole tables, and columns, `table.column` or the same in every table."""

    tables: frozenset[str] = frozenset()
    columns: frozenset[str] = field(default_factory=frozenset)

    def __or__(self, more: "But") -> "But":
        return But(self.tables | more.tables, self.columns | more.columns)


def dump(clinic: Clinic) -> Dump:
    """By table every row by column, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [clinic.schema_name])
        tables = [name for (name,) in cursor.fetchall()]
        rows = " UNION ALL ".join(
            f'SELECT \'{name}\', to_jsonb(t)::text FROM "{clinic.schema_name}"."{name}" t' for name in tables
        )
        cursor.execute(rows)
        found: dict[str, list[dict[str, Any]]] = {name: [] for name in tables}
        for name, row in cursor.fetchall():
            found[name].append(json.loads(row))
    return found


def differences(before: Dump, after: Dump, but: But) -> dict[str, dict[str, list[str]]]:
    """By table the rows that are gone and those that are new; empty when nothing is left of what was done."""
    told = {}
    for name in sorted((before.keys() | after.keys()) - but.tables):
        was, now = (_rows(one.get(name, ()), name, but.columns) for one in (before, after))
        if was != now:
            told[name] = {"gone": sorted((was - now).elements()), "new": sorted((now - was).elements())}
    return told


def _rows(rows: Collection[dict[str, Any]], table: str, but: Collection[str]) -> Counter[str]:
    return Counter(
        json.dumps({name: value for name, value in row.items() if not {name, f"{table}.{name}"} & set(but)})
        for row in rows
    )
