"""New leads of a clinic for the operator's own programs: no request, and no row of an export (F:G19)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from crm.lib.errors import InvalidData
from crm.lib.sheets import KINDS
from leads.export_columns import Column
from leads.models import Lead
from leads.services.exporting.columns import all_columns
from leads.services.exporting.making import write_down
from leads.services.exporting.reading import read_part


def columns_named(keys: Sequence[str]) -> list[Column]:
    """Those that were named, and those that are always there; as usual when none was. Raises InvalidData."""
    known = {one.key: one for one in all_columns()}
    if unknown := [key for key in keys if key not in known]:
        raise InvalidData(f"There is no column {ascii(unknown[0])[1:-1]}. There are: {', '.join(known)}.")
    return [one for one in known.values() if one.always or one.key in keys or (not keys and one.usual)]


def export_arrived(kind: str, columns: Sequence[Column], *, since: datetime, until: datetime) -> Iterator[bytes]:
    """Whoever arrived from `since` on and before `until`, without tests and the archive; one part in memory.

    Read where it is asked, inside the clinic. The line of the trail comes last, with how many there were.
    """
    leads = Lead.objects.current().filter(is_test=False, created_at__gte=since, created_at__lt=until)
    writer, after, count, is_last = KINDS[kind].writer(None), 0, 0, False
    yield writer.begin([one.key for one in columns])
    while not is_last:
        part = read_part(leads, columns, after=after)
        after, is_last, count = part.last, part.is_last, count + len(part.rows)
        yield writer.rows(part.rows)
    yield writer.end()
    write_down(count, kind, ("since", "until"))
