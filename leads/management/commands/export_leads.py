import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from crm.lib.errors import InvalidData
from crm.lib.sheets import KINDS
from leads.services.exporting.arrived import columns_named, export_arrived
from tenants.context import clinic_context
from tenants.management.clinics import finished_clinic
from tenants.management.plain import PlainCommand
from tenants.settings.services.clinic import clinic_settings

PRIVATE = 0o600
STDOUT = "-"


class Command(PlainCommand):
    """For programs of the operator that fetch new leads once a day (F:G19)."""

    help = (
        "Write the leads that arrived since a moment into a file: mode 0600, and a line in the clinic's activity."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--clinic", required=True, help="Its short name, as in tirana-smile.")
        parser.add_argument(
            "--since", required=True, help="A day of the clinic, 2026-11-01, or a moment with a zone."
        )
        parser.add_argument("--until", default="", help="As --since, that day included; now unless said.")
        parser.add_argument("--format", choices=list(KINDS), default="csv", help="csv unless said.")
        parser.add_argument(
            "--columns", default="", help="Keys with commas between them; the usual ones unless said."
        )
        parser.add_argument("--out", default=STDOUT, help="A file that is not there yet, or - for the output.")

    def handle(self, *args: Any, **options: Any) -> None:
        with clinic_context(finished_clinic(options["clinic"])):
            columns = columns_named([one.strip() for one in options["columns"].split(",") if one.strip()])
            zone = ZoneInfo(clinic_settings().time_zone)
            since = _moment(options["since"], zone)
            until = _moment(options["until"], zone, is_end=True) if options["until"] else timezone.now()
            with timezone.override(zone), _opened(options["out"]) as file:
                for piece in export_arrived(options["format"], columns, since=since, until=until):
                    file.write(piece)


def _moment(text: str, zone: ZoneInfo, *, is_end: bool = False) -> datetime:
    """A day is meant by the clinic's clock, and as an end whole."""
    try:
        day = parse_date(text)
        moment = parse_datetime(text) if day is None else None
    except ValueError:
        day = moment = None
    if day is not None:
        return datetime.combine(day + timedelta(days=is_end), time.min, tzinfo=zone)
    if moment is None or moment.tzinfo is None:
        raise InvalidData(
            f"{ascii(text)[1:-1]} is no day, as in 2026-11-01, and no moment, as in 2026-11-01T09:00Z."
        )
    return moment


@contextmanager
def _opened(out: str) -> Iterator[BinaryIO]:
    """Readable by this account alone from its first byte on. Raises InvalidData for a file that is there."""
    if out == STDOUT:
        yield sys.stdout.buffer
        return
    try:
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    except OSError as refused:
        raise InvalidData(f"{out} cannot be written: {refused.strerror}.") from refused
    with os.fdopen(handle, "wb") as file:
        yield file
