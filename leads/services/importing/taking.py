"""Somebody brings a file: it is kept, its columns are recognised, and nothing is written yet (F:I8)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import NotAllowed
from crm.lib.lines import one_line
from leads.models import ImportMapping, LeadImport
from leads.querysets import IMPORT
from leads.services.custom import active_fields
from leads.services.importing.columns import fingerprint, recognise, suggest
from leads.services.importing.files import Sheet, read_file
from leads.services.importing.options import Options, options_for_another
from leads.services.importing.storing import Stored, forget, path_of, store
from tenants.audit.services.record import record
from tenants.staff.models import User

KEPT = timedelta(days=30)  # as long as an import can be taken back
SAMPLES = 20  # rows that a suggestion looks at
SHOWN = 5  # and that are kept to show


@dataclass(frozen=True)
class Sender:
    """A program or the operator: what the door is called, its API key, and how it names what it sends."""

    via: str = ""
    key_id: int | None = None
    idempotency_key: str | None = None


DESK = Sender()


def take_file(
    name: str, chunks: Iterable[bytes], *, by: User | None, now: datetime, sender: Sender = DESK
) -> LeadImport:
    """Keep the file and say what it is; the columns as this clinic read such a header before, else as suggested.

    `name` is what its owner calls it, for people; `by` None is a program or the operator. Raises NotAllowed, and
    TooLarge, Unreadable and InvalidData for what is no list: then nothing is kept.
    """
    if by is not None and not User.objects.get(pk=by.pk).has_perm(IMPORT):
        raise NotAllowed(_("Your role does not import leads."))
    shown = one_line(PurePosixPath(name.replace("\\", "/")).name)[:200] or _("list")
    stored = store(chunks)
    try:
        sheet, first = read_first(stored.name, shown)
        with transaction.atomic():
            return _kept(sheet, first, stored, by=by, now=now, name=shown, **vars(sender))
    except BaseException:
        forget(stored.name)
        raise


def read_first(stored: str, name: str, *, encoding: str = "", delimiter: str = "") -> tuple[Sheet, list[list[str]]]:
    """The file and the cells of its first rows. Raises as `read_file`."""
    sheet = read_file(path_of(stored), name, encoding=encoding, delimiter=delimiter)
    return sheet, [list(line.cells) for line in islice(sheet.rows(), SAMPLES)]


def as_read(sheet: Sheet, first: list[list[str]]) -> dict[str, Any]:
    """What a list is called and taken for, by what it says."""
    kind, mark = recognise(sheet.header), fingerprint(sheet.header)
    before = ImportMapping.objects.filter(fingerprint=mark).first()
    custom, remembered = active_fields(), before.mapping if before else None
    return {
        "kind": kind,
        "about": sheet.about(),
        "header": list(sheet.header),
        "samples": first[:SHOWN],
        "fingerprint": mark,
        "row_count": sheet.row_count,
        "mapping": suggest(sheet.header, first, kind, remembered=remembered, custom=custom),
    }


def _kept(
    sheet: Sheet, first: list[list[str]], stored: Stored, *, by: User | None, now: datetime, **known: object
) -> LeadImport:
    read = as_read(sheet, first)
    before = ImportMapping.objects.filter(fingerprint=read["fingerprint"]).first()
    brought = LeadImport.objects.create(
        by=by,
        created_at=now,
        expires_at=now + KEPT,
        stored=stored.name,
        size=stored.size,
        sha256=stored.sha256,
        options=(options_for_another(before.options) if before else Options()).as_json(),
        **read,
        **known,
    )
    record("import.brought", brought)
    return brought


def remember_mapping(brought: LeadImport, mapping: Mapping[str, str], options: Options, *, now: datetime) -> None:
    """The next file with this header is suggested alike."""
    kept = {"mapping": dict(mapping), "options": options.as_json(), "used_at": now}
    ImportMapping.objects.update_or_create(fingerprint=brought.fingerprint, defaults=kept)
