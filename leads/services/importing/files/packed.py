"""Sheets and JSON, read by a process that may fall over (H:I1, I2)."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Timer

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.lib.errors import HouseError, InvalidData, TooLarge, Unreadable
from leads.services.importing.apart import refusing
from leads.services.importing.files.record import Record

PROGRAM = "leads.services.importing.apart"
ROOT = Path(__file__).resolve().parents[4]
SECONDS = 120  # on the clock; of working time the process gives itself less
_BROKEN = _("This file cannot be read: it is damaged, or made to be far larger than it looks.")
_SAID: Mapping[str, tuple[type[HouseError], Promise]] = {
    refusing.TOO_LARGE: (TooLarge, _("This file holds too much. Send it in parts of at most 50,000 rows.")),
    refusing.TOO_MANY_COLUMNS: (TooLarge, _("This file has too many columns: at most 500 are read.")),
    refusing.DAMAGED: (Unreadable, _BROKEN),
    refusing.ENTITIES: (
        Unreadable,
        _("This file defines texts that stand for others. Save it anew as XLSX or CSV."),
    ),
    refusing.NO_SHEET: (Unreadable, _("This packed file is no sheet. Send XLSX, CSV or JSON.")),
    refusing.EMPTY: (InvalidData, _("There is no row in this file.")),
    refusing.NOT_JSON: (Unreadable, _("This is no JSON in UTF-8.")),
    refusing.TOO_DEEP: (Unreadable, _("This JSON is nested too deep.")),
    refusing.NO_LIST: (Unreadable, _("There is no list of rows in this JSON.")),
}


def packed_records(path: Path, form: str) -> Iterator[Record]:
    """Raises Unreadable, InvalidData or TooLarge, also after some rows. The process ends with this generator."""
    # Bare: the process needs no address or key of ours.
    with subprocess.Popen(  # noqa: S603  our own program; the file's name is ours, too
        [sys.executable, "-E", "-s", "-m", PROGRAM, form, str(path)],
        cwd=ROOT,
        env={"LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        clock = Timer(SECONDS, process.kill)
        clock.start()
        try:
            yield from _records(process)
        finally:
            clock.cancel()
            process.kill()


def _records(process: subprocess.Popen) -> Iterator[Record]:
    for line in process.stdout:
        try:
            told = json.loads(line)
        except ValueError:  # ended in the middle of a line
            break
        if told is None:
            return
        if isinstance(told, dict):
            kind, said = _SAID[told["refused"]]
            raise kind(said)
        yield Record(*told)
    raise Unreadable(_BROKEN)
