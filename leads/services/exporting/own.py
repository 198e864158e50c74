"""The columns that leads bring themselves, in the order of the file."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.lib.sheets.values import NO, YES, Cell
from leads.export_columns import Column, ExportRow, export_column
from leads.models import Identity
from leads.services.many import CHANGE
from leads.services.money import typed

Read = Callable[[ExportRow], Cell]
FIRST = (  # key, heading, field of the lead, whether it is usual
    ("first_name", _("First name"), "first_name", True),
    ("last_name", _("Last name"), "last_name", True),
)
PERSON = (
    ("company", _("Company"), "company", False),
    ("country", _("Country"), "country", True),
    ("city", _("City"), "city", False),
    ("language", _("Language"), "language", True),
    ("interest", _("Asked for"), "interest", True),
)
ORIGIN = (
    ("source", _("Source"), "source", True),
    ("sub_source", _("Which source"), "sub_source", True),
    ("partner", _("Partner"), "partner__code", False),
)
WORK = (
    ("owner_email", _("Mail of the owner"), "assigned_to__email", False),
    ("score", _("Score"), "lead_score", True),
    ("temperature", _("Temperature"), "heat__temperature", True),
)
DOING = (
    ("next_follow_up", _("Next step"), "next_follow_up", True),
    ("follow_up_note", _("What to do then"), "follow_up_note", False),
    ("call_attempts", _("Attempts to reach them"), "call_attempts", False),
    ("last_contact", _("Last contact"), "last_contact_date", True),
    ("created", _("Arrived"), "created_at", True),
    ("last_enquiry", _("Last enquiry"), "last_arrival_at", False),
    ("enquiry", _("Number of the enquiry"), "enquiry", False),
)
AT_LAST = (
    ("is_test", _("Test"), "is_test", False),
    ("archived", _("Archived"), "archived_at", False),
)


def register_columns() -> None:
    """`id` and `do_not_contact` are in every file: by them it is known again, and nobody is called who asked us to
    stop (F:W7)."""
    export_column(Column("id", _("Number"), lambda row: row["pk"], always=True))
    for group in (FIRST, _reached(), PERSON, _named(), ORIGIN, _stage(), WORK, _said(), DOING, _money(), AT_LAST):
        for one in group:
            export_column(one if isinstance(one, Column) else _field(*one))
    export_column(
        Column("notes", _("Notes"), lambda row: "\n".join(row.beside("notes") or ()), (), ("notes",), CHANGE)
    )


def _field(key: str, label: Any, path: str, usual: bool) -> Column:
    def read(row: ExportRow) -> Cell:
        value = row[path]
        return row.local(value) if isinstance(value, datetime) else value

    return Column(key, label, read, (path,), usual=usual)


def _reached() -> tuple[Column, ...]:
    def first(kind: str) -> Read:
        return lambda row: next((value for one, value in row.beside("contacts") or () if one == kind), None)

    everything: Read = lambda row: [value for _kind, value in row.beside("contacts") or ()]  # noqa: E731
    beside = ("contacts",)
    return (
        Column("phone", _("Phone"), first(Identity.Kind.PHONE), beside=beside, usual=True),
        Column("email", _("E-mail"), first(Identity.Kind.EMAIL), beside=beside, usual=True),
        Column("contacts", _("All numbers and mails"), everything, beside=beside),
    )


def _named() -> tuple[Column, ...]:
    paths = ("treatment__name", "treatment__names")
    return (Column("treatment", _("Treatment"), lambda row: row.named("treatment"), paths, usual=True),)


def _stage() -> tuple[Column, ...]:
    named, people = ("stage__name", "stage__names"), ("assigned_to__full_name", "assigned_to__email")
    return (
        Column("stage", _("Stage"), lambda row: row.named("stage"), named, usual=True),
        Column(
            "stage_semantic", _("Meaning of the stage"), lambda row: row["stage__semantic"], ("stage__semantic",)
        ),
        Column("owner", _("Owner"), lambda row: row[people[0]] or row[people[1]], people, usual=True),
    )


def _said() -> tuple[Column, ...]:
    def chance(row: ExportRow) -> Decimal:
        return row["conversion_probability"].normalize()

    def consents(row: ExportRow) -> str:
        said = sorted((row.beside("consents") or {}).items())
        return "; ".join(f"{about}: {YES if given else NO}" for about, given in said)

    stopped = _("Do not contact")
    return (
        Column("chance", _("Chance to accept"), chance, ("conversion_probability",)),
        Column("tags", _("Tags"), lambda row: row.beside("tags") or (), beside=("tags",), usual=True),
        Column("do_not_contact", stopped, lambda row: row["do_not_contact"], ("do_not_contact",), always=True),
        Column("consents", _("Consents"), consents, beside=("consents",), usual=True),
    )


def _money() -> tuple[Column, ...]:
    def of(name: str) -> Read:
        return lambda row: (row.beside("enquiry") or {}).get(name)

    def accepted(row: ExportRow) -> Cell:
        return row.local((row.beside("enquiry") or {}).get("accepted_at"))

    def amount(row: ExportRow) -> Cell:
        return typed((row.beside("enquiry") or {}).get("amount"))

    beside = ("enquiry",)
    return (
        Column("accepted_at", _("Accepted"), accepted, beside=beside),
        Column("amount", _("Amount"), amount, beside=beside),
        Column("currency", _("Currency"), of("currency"), beside=beside),
        Column("lost_reason", _("Why it was lost"), of("lost_reason"), beside=beside),
    )
