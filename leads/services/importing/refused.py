"""The rows that were left out, as a file that can be put right and brought again (F:I8)."""

from collections.abc import Iterator
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib import csvsafe
from leads.models import ImportRow, LeadImport
from leads.services.importing.rows import DOUBTS, REASONS
from tenants.audit.services.record import record

IN_MEMORY = 1024**2  # bytes; what is more waits on the disk


def refused(brought: LeadImport) -> Iterator[tuple[ImportRow, str]]:
    """Each with why, for whoever reads; in the order of the file, streaming."""
    rows = ImportRow.objects.filter(brought=brought, fate=ImportRow.Fate.SKIP).order_by("number")
    for row in rows.iterator(chunk_size=2000):
        yield row, why(row)


def refused_table(brought: LeadImport) -> tuple[list[str], Iterator[list[str]]]:
    """Heading and lines for crm.lib.sheets: the columns of the file behind the row's number and the reason."""
    heading = [str(_("Row")), str(_("Why it was left out")), *brought.header]
    return heading, ([str(row.number), said, *row.cells] for row, said in refused(brought))


@transaction.atomic
def refused_file(brought: LeadImport) -> IO[bytes]:
    """The table as CSV, at its beginning; written here and now, for an answer that is being read has no clinic any
    more. It leaves a line in the trail, as an export does (H:E3). Whoever gets it closes it."""
    heading, rows = refused_table(brought)
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  whoever gets it closes it
    for line in csvsafe.lines(chain([heading], rows)):
        file.write(line.encode())
    file.seek(0)
    number = ImportRow.objects.filter(brought=brought, fate=ImportRow.Fate.SKIP).count()
    record("import.left_out_taken", brought, changes={"count": (None, number)})
    return file


def why(row: ImportRow) -> str:
    """One sentence: the reason, whose lead it is where the importer does not see it, and what is doubtful."""
    reason = str(REASONS.get(row.reason, row.reason))
    if row.owner:
        reason = _("%(reason)s: %(owner)s") % {"reason": reason, "owner": row.owner}
    doubts = [str(DOUBTS.get(code, code)) for code in row.doubts]
    return "; ".join([reason, *doubts])
