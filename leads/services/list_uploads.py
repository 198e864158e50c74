"""Files for the lists of a clinic between the look and the import: owned, private, small, an hour (H:I4, M19)."""

import uuid
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from crm.lib.csvsafe import plain
from crm.lib.errors import InvalidData, NotThere, TooLarge
from crm.lib.lines import one_line
from leads.models import ListUpload
from leads.services.importing.files import Sheet, read_file
from tenants.staff.models import User
from tenants.storage import PrivateStorage

KEPT = timedelta(hours=1)
SETTLED = timedelta(days=1)  # a file without a row is younger than this while its transaction may still commit
LARGEST = 1024**2  # bytes
MOST_ROWS = 1000
FOLDER = "list-uploads"


@transaction.atomic
def keep_upload(of: str, name: str, chunks: Iterable[bytes], *, by: User, now: datetime) -> ListUpload:
    """Raises TooLarge beyond LARGEST."""
    data = b""
    for chunk in chunks:
        data += chunk
        if len(data) > LARGEST:
            raise TooLarge(_("Send at most %(megabytes)d MB.") % {"megabytes": LARGEST // 1024**2})
    upload = ListUpload.objects.create(
        of=of, name=one_line(name)[:120], by=by, created_at=now, expires_at=now + KEPT
    )
    PrivateStorage().save(_path(upload.pk), ContentFile(data))
    return upload


def own_upload(pk: uuid.UUID, of: str, *, by: User, now: datetime) -> ListUpload:
    """Raises NotThere for somebody else's, for one of another list, and after KEPT."""
    found = ListUpload.objects.visible_to(by).at_hand(now).filter(pk=pk, of=of).first()
    if found is None or not PrivateStorage().exists(_path(pk)):
        raise NotThere
    return found


def sheet_of(upload: ListUpload, *, most: int = 0) -> Sheet:
    """As it stands. Raises what `read_file` does, and InvalidData for more than `most` rows, else MOST_ROWS."""
    most = most or MOST_ROWS
    sheet = read_file(Path(PrivateStorage().path(_path(upload.pk))), upload.name)
    if sheet.row_count > most:
        raise InvalidData(_("At most %(most)d rows in one file.") % {"most": most})
    return sheet


def rows_of(upload: ListUpload) -> tuple[list[str], list[tuple[str, ...]]]:
    """Heading and rows, without the apostrophes that our own files have. Raises as `sheet_of`."""
    sheet = sheet_of(upload)
    heading = [one.strip().lower() for one in sheet.header]
    return heading, [tuple(map(plain, line.cells)) for line in sheet.rows()]


def drop_upload(upload: ListUpload) -> None:
    """Once it is imported."""
    _remove_files([upload.pk])
    upload.delete()


def expired(now: datetime) -> QuerySet[ListUpload]:
    return ListUpload.objects.filter(expires_at__lte=now)


def remove_with_files(uploads: Collection[uuid.UUID], now: datetime) -> None:
    """The files of these, and those that a transaction left behind that was rolled back, or died."""
    left = PrivateStorage().keys_left_in(FOLDER, before=now - SETTLED)
    known = set(ListUpload.objects.filter(pk__in=left).values_list("pk", flat=True)) if left else set()
    _remove_files([*uploads, *(left - known)])


def _remove_files(uploads: Iterable[uuid.UUID]) -> None:
    for pk in uploads:
        PrivateStorage().delete(_path(pk))


def _path(pk: uuid.UUID) -> str:
    return f"{FOLDER}/{pk}"
