"""The rows of a JSON file: a list of objects, a list inside an object, or an object a line."""

import json
from collections.abc import Iterator

from leads.services.importing.apart.flattening import flattened
from leads.services.importing.apart.refusing import EMPTY, NO_LIST, NOT_JSON, TOO_LARGE, TOO_MANY_COLUMNS, Refused

LONGEST = 50_200
WIDEST = 500
BESIDE = 5  # "total", "page" and the like
BROKEN = "broken_line"
Found = tuple[int, dict[str, str] | None]


def rows_of(path: str, form: str) -> Iterator[tuple[int, list[str], list[str]]]:
    """The names of all columns first, as row 0; then number, cells and doubts of each object."""
    with open(path, "rb") as file:
        body = file.read()
    try:
        text = body.decode(json.detect_encoding(body)).lstrip("\ufeff")
    except ValueError as wrong:
        raise Refused(NOT_JSON) from wrong
    found = list(_of_lines(text) if form == "jsonl" else _of_list(text))
    names = list(dict.fromkeys(name for _number, row in found for name in row or ()))
    if len(names) > WIDEST:
        raise Refused(TOO_MANY_COLUMNS)
    if not names:
        raise Refused(EMPTY)
    yield 0, names, []
    for number, row in found:
        yield number, [(row or {}).get(name, "") for name in names], [] if row is not None else [BROKEN]


def _of_lines(text: str) -> Iterator[Found]:
    """A line that is no object is a row of its own, with nothing in it."""
    kept = 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            kept += 1
            _refuse_many(kept)
            yield number, _object(line)


def _object(line: str) -> dict[str, str] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return flattened(value) if isinstance(value, dict) else None


def _of_list(text: str) -> Iterator[Found]:
    try:
        listed = _listed(json.loads(text))
    except (ValueError, RecursionError) as wrong:
        raise Refused(NOT_JSON) from wrong
    _refuse_many(len(listed))
    for number, value in enumerate(listed, 1):
        yield number, flattened(value) if isinstance(value, dict) else None


def _listed(value: object) -> list:
    """The value itself, or the one list of objects in an envelope; an object with much beside it is a row alone."""
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        raise Refused(NO_LIST)
    lists = [one for one in value.values() if isinstance(one, list) and one and isinstance(one[0], dict)]
    beside = [one for one in value.values() if not isinstance(one, dict | list)]
    return lists[0] if len(lists) == 1 and len(beside) <= BESIDE else [value]


def _refuse_many(number: int) -> None:
    if number > LONGEST:
        raise Refused(TOO_LARGE)
