"""`python -m leads.services.importing.apart FORM FILE`: rows as JSON lines on the standard output.

The last line is `null` when all were read, or `{"refused": code}`; without either the process was ended.
"""

import json
import sys
from collections.abc import Iterator

from leads.services.importing.apart.limits import keep_small
from leads.services.importing.apart.refusing import TOO_LARGE, Refused


def _rows(form: str, path: str) -> Iterator[object]:
    if form == "xlsx":
        from leads.services.importing.apart import workbook

        keep_small(form)
        return workbook.rows_of(path)
    from leads.services.importing.apart import objects

    keep_small(form)
    return objects.rows_of(path, form)


def main(form: str, path: str) -> None:
    last: object = None
    try:
        for row in _rows(form, path):
            sys.stdout.write(json.dumps(row) + "\n")
    except Refused as refused:
        last = {"refused": refused.code}
    except MemoryError:
        last = {"refused": TOO_LARGE}
    sys.stdout.write(json.dumps(last) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
