"""Counting what was asked of the database, without what the surroundings of a test add."""

import re

from django.test.utils import CaptureQueriesContext

_AROUND = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO", "SET SEARCH_PATH", "BEGIN", "COMMIT")

_BETWEEN = re.compile("; (?=[A-Z]{4})")


def asked(captured: CaptureQueriesContext) -> list[str]:
    """The messages that carry a question or a row; inside `together` one may hold several statements."""
    return [q["sql"] for q in captured.captured_queries if not q["sql"].upper().startswith(_AROUND)]


def statements(captured: CaptureQueriesContext) -> list[str]:
    """The same, statement by statement."""
    return [one for message in asked(captured) for one in _BETWEEN.split(message) if not one.startswith(_AROUND)]
