"""Several statements in one message to PostgreSQL: a round trip costs more than most of what an intake asks."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection

from tenants.services.literals import literals


@contextmanager
def together() -> Iterator[None]:
    """Inside, what is said with `say` waits and leaves with whatever is asked next, in the order in which it was
    said: in the same message, so that nobody sees a difference but the clock. The end of the transaction sends the
    rest before its COMMIT.

    A refusal of the database (a constraint, say) may so be raised by the next statement instead of its own: by the
    end of the savepoint or transaction in which it was said, at the latest. For a block inside a transaction, else
    RuntimeError.
    """
    with connection.gathering():
        yield


def say(
    sql: str, given: Sequence[object] | None = None, *, heard: Callable[[list[tuple]], None] | None = None
) -> None:
    """Execute a statement whose answer nobody waits for: now, or with the next one inside `together`. `heard` gets
    its rows when there are.

    With `given` each `%s` is one of its values, and a percent sign in `sql` is doubled.
    """
    connection.say(sql if given is None else sql % tuple(literals(given)), heard)
