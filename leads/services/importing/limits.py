"""How much is taken at once."""

from django.conf import settings

AT_ONCE = 1000  # rows that are checked while somebody waits for the page


def piece() -> int:
    """Rows that are decided, or loaded, in one transaction."""
    return settings.IMPORT_PIECE_ROWS


def most_bytes() -> int:
    """Of a file (F:I8)."""
    return settings.MAX_CSV_SIZE_MB * 1024**2
