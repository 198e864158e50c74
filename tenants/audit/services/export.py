"""The trail as a file, in parts: neither the whole of it nor a cursor is held meanwhile."""

from collections.abc import Iterator
from datetime import tzinfo

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from crm.lib.sheets import stream
from tenants.audit.models import Entry
from tenants.audit.services.reading import Line, told
from tenants.context import clinic_context, platform_schema
from tenants.models import Clinic

MOST = 100_000  # rows in one file
PART, COLUMNS = 1000, 12


def file_of(entries: QuerySet[Entry], clinic: Clinic | None, kind: str) -> Iterator[bytes]:
    """All of it as a file of that kind (crm.lib.sheets)."""
    return stream(kind, _heading(), rows(entries, clinic))


def rows(entries: QuerySet[Entry], clinic: Clinic | None, *, most: int = MOST) -> Iterator[list[object]]:
    """One row an entry, newest first, at most `most`; a last row says when there are more.

    It is read while the answer is sent, after the request's clinic was left: each part enters it again (H:M4), in
    the language and time zone of whoever asked.
    """
    return _rows(entries, clinic, most, get_language() or settings.LANGUAGE_CODE, timezone.get_current_timezone())


def _rows(
    entries: QuerySet[Entry], clinic: Clinic | None, most: int, language: str, zone: tzinfo
) -> Iterator[list[object]]:
    written, last, is_more = 0, None, True
    while is_more and written < most:
        here = clinic_context(clinic) if clinic else platform_schema()
        with here, override(language), timezone.override(zone):
            found = list(_after(entries, last)[: min(PART, most - written) + 1])
            part, is_more = found[: min(PART, most - written)], len(found) > min(PART, most - written)
            told_part = [_row(entry, line) for entry, line in zip(part, told(part), strict=True)]
        yield from told_part
        written, last = written + len(part), part[-1] if part else None
    if is_more:
        with override(language):
            cut = _("Only the newest %(count)s rows are in this file. Choose fewer days to see the others.")
        yield [cut % {"count": most}, *[None] * (COLUMNS - 1)]


def _heading() -> list[str]:
    return [_("When (UTC)"), _("Who"), _("Mail"), _("What"), _("Kind"), _("Object"), _("Number"),
           _("Changes"), _("From"), _("Address"), _("Note"), _("Request")]  # fmt: skip


def _after(entries: QuerySet[Entry], last: Entry | None) -> QuerySet[Entry]:
    ordered = entries.order_by("-timestamp", "-id")
    return ordered.before(last.timestamp, last.pk) if last else ordered


def _row(entry: Entry, line: Line) -> list[object]:
    changes = "; ".join(f"{c.field}: {c.before} → {c.after}" for c in line.changes)
    at = entry.timestamp.strftime("%Y-%m-%d %H:%M:%S")
    return [at, line.who, entry.actor_email, line.did, line.kind, line.thing, entry.object_pk,
            changes, line.door, line.address, line.note, entry.cid]  # fmt: skip
