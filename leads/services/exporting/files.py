"""Where the file of an export lies: parts in a folder of its own, in the clinic's private storage (HOUSE 19).

Each part is written by a transaction of its own and under its number: a piece that is done again, after a crash,
writes the same part again. Put together in order they are the file.
"""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from django.core.files.base import ContentFile

from crm.lib.errors import NotThere
from tenants.context import clinic_context, current_clinic
from tenants.models import Clinic
from tenants.storage import PrivateStorage

FOLDER = "exports"
# Folders without a row, of a transaction that was rolled back, are younger than this while it may still commit.
SETTLED = timedelta(hours=1)


def write_part(export: uuid.UUID, number: int, data: bytes) -> None:
    storage, name = PrivateStorage(), _name(export, number)
    storage.delete(name)
    storage.save(name, ContentFile(data))


def read_parts(export: uuid.UUID, parts: int) -> Iterator[bytes]:
    """In order, one in memory at a time; from the clinic of now, wherever they are read later (H:M4).

    Raises NotThere when the file is gone.
    """
    if not PrivateStorage().exists(_name(export, 1)):
        raise NotThere
    return _read(current_clinic(), export, parts)


def _read(clinic: Clinic, export: uuid.UUID, parts: int) -> Iterator[bytes]:
    for number in range(1, parts + 1):
        with clinic_context(clinic), PrivateStorage().open(_name(export, number)) as part:
            data = part.read()
        yield data


def remove_files(exports: Iterable[uuid.UUID]) -> None:
    """All parts of these, also those that no row counts."""
    storage = PrivateStorage()
    for export in exports:
        folder = f"{FOLDER}/{export}"
        with suppress(FileNotFoundError):
            for name in storage.listdir(folder)[1]:
                storage.delete(f"{folder}/{name}")
            storage.delete(folder)


def folders(*, before: datetime) -> set[uuid.UUID]:
    """Those there are, and were there before that moment."""
    return PrivateStorage().keys_left_in(FOLDER, before=before)


def _name(export: uuid.UUID, number: int) -> str:
    return f"{FOLDER}/{export}/{number:06}"
