"""Exports as the tests of several files make and read them."""

import csv
import io
import json

import openpyxl
from django.utils import timezone

from leads.models import Export
from leads.services.exporting.files import read_parts
from leads.services.exporting.making import begin_export
from leads.services.exporting.wish import wish


def export(by, *, kind="csv", columns=(), query="", ids=None, by_key=True, now=None):
    """Inside a clinic."""
    asked = wish(kind, columns, by=by, query=query, ids=ids, by_key=by_key)
    return begin_export(asked, by=by, now=now or timezone.now())


def data_of(made: Export) -> bytes:
    made.refresh_from_db()
    return b"".join(read_parts(made.pk, made.parts))


def table(data: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file by its heading."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def ids_in(data: bytes) -> set[int]:
    return {int(row["id"]) for row in table(data)}


def sheet(data):
    return openpyxl.load_workbook(io.BytesIO(data)).active


def heading(data):
    return [one.value for one in next(sheet(data).iter_rows(max_row=1))]


def rows(kind, data):
    if kind == "json":
        return json.loads(data)
    if kind == "csv":
        return table(data)
    top, *found = sheet(data).iter_rows(values_only=True)
    return [dict(zip(top, row, strict=True)) for row in found]
