"""Counting what was asked of the database, without what the surroundings of a test add."""

from django.test.utils import CaptureQueriesContext

_AROUND = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO", "SET SEARCH_PATH", "BEGIN", "COMMIT")


def asked(captured: CaptureQueriesContext) -> list[str]:
    """The statements that carry a question or a row."""
    return [q["sql"] for q in captured.captured_queries if not q["sql"].upper().startswith(_AROUND)]
