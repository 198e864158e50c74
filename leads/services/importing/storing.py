"""The file itself: in the clinic's private files, under a name that we make (HOUSE 19, H:I4)."""

import hashlib
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import SpooledTemporaryFile

from django.core.files import File
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData, TooLarge
from leads.models import LeadImport
from leads.services.importing.limits import most_bytes
from tenants.storage import PrivateStorage

FOLDER = "imports"
IN_MEMORY = 1024**2  # bytes of a file that is coming in
SETTLED = timedelta(days=1)  # a file without a list is younger than this while somebody may still write it down


@dataclass(frozen=True)
class Stored:
    """`name` in the private files, `size` in bytes."""

    name: str
    size: int
    sha256: str


def store(chunks: Iterable[bytes]) -> Stored:
    """Keep a file as it comes. Raises TooLarge beyond `most_bytes` and InvalidData for one without a byte: then
    nothing is kept."""
    size, digest, most = 0, hashlib.sha256(), most_bytes()
    with SpooledTemporaryFile(max_size=IN_MEMORY) as coming:
        for chunk in chunks:
            size += len(chunk)
            if size > most:
                raise TooLarge(_("Send at most %(megabytes)d MB.") % {"megabytes": most // 1024**2})
            digest.update(chunk)
            coming.write(chunk)
        if not size:
            raise InvalidData(_("This file is empty."))
        coming.seek(0)
        name = PrivateStorage().save(f"{FOLDER}/{uuid.uuid4()}", File(coming))
    return Stored(name, size, digest.hexdigest())


def path_of(name: str) -> Path:
    """Where a stored file lies."""
    return Path(PrivateStorage().path(name))


def forget(name: str) -> None:
    """A file that is gone already is no fault."""
    if name:
        PrivateStorage().delete(name)


def forget_files(_keys: Collection, now: datetime) -> None:
    """Of lists that are kept no more, whose rows go with them (tenants.services.forgetting); and those that whoever
    was killed before the list was written down left behind."""
    _forget_left(now)
    for brought in LeadImport.objects.expired(now).exclude(stored=""):
        forget(brought.stored)
        LeadImport.objects.filter(pk=brought.pk).update(stored="", samples=[])


def _forget_left(now: datetime) -> None:
    left = {f"{FOLDER}/{name}" for name in PrivateStorage().left_in(FOLDER, before=now - SETTLED)}
    known = set(LeadImport.objects.filter(stored__in=left).values_list("stored", flat=True)) if left else set()
    for name in left - known:
        forget(name)
