"""The wizard of lists: bring a file, look at its columns, import it, put right what was left out."""

from leads.admin.importing.bringing import bring
from leads.admin.importing.left_out import left_out
from leads.admin.importing.one import one_import
from leads.admin.importing.rows import one_row, rows

__all__ = ["bring", "left_out", "one_import", "one_row", "rows"]
