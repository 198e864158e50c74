"""What may be wrong with a row as a file has it: codes, in words in importing.rows.reasons."""

TOO_MANY_CELLS, UNDECODABLE, CUT = "too_many_cells", "undecodable", "cut"
UNCLOSED, BROKEN_LINE = "unclosed", "broken_line"
# Those that leave the row out.
SPOILING = frozenset({TOO_MANY_CELLS, UNDECODABLE, UNCLOSED, BROKEN_LINE})
