"""The number of a row, as an address, a form or a program writes it."""

HIGHEST = 2**63 - 1  # what the column of a key holds


def row_id(text: str | None) -> int | None:
    """The number in `text`, None for whatever no row can have: signs, other digits than 0 to 9, more than fits."""
    digits = text if text and text.isascii() and text.isdigit() and len(text) < 20 else ""
    number = int(digits or 0)
    return number if 0 < number <= HIGHEST else None
