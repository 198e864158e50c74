"""Several statements in one message to PostgreSQL: a round trip costs more than most of what an intake asks."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

from django.db import connection

from tenants.services.literals import literals


class Statement(NamedTuple):
    sql: str
    schema: str


_DROPS = "ROLLBACK TO SAVEPOINT"
_CHOOSES = "SET search_path"  # must come before what waits, not after it
_waiting: ContextVar[list[Statement] | None] = ContextVar("waiting", default=None)


@contextmanager
def together() -> Iterator[None]:
    """Inside, what is said with `say` waits and leaves with whatever is asked next, in the order in which it was
    said: in the same message, so that nobody sees a difference but the clock. The end of the block sends the rest.

    A refusal of the database (a constraint, say) may so be raised by the next statement instead of its own: by the
    end of the savepoint in which it was said, at the latest. For a block inside a transaction, else RuntimeError:
    an exception that leaves the block rolls it back, for what still waited is not said any more.
    """
    if _waiting.get() is not None:
        yield
        return
    if not connection.in_atomic_block:
        raise RuntimeError("What waits belongs to a transaction: open one first.")
    waiting = _waiting.set([])
    try:
        with connection.execute_wrapper(_with_what_waits):
            yield
            settle()
    except BaseException:
        connection.needs_rollback = True
        raise
    finally:
        _waiting.reset(waiting)


def say(sql: str, given: Sequence[object] | None = None) -> None:
    """Execute a statement whose answer nobody needs: now, or with the next one inside `together`.

    With `given` each `%s` is one of its values, and a percent sign in `sql` is doubled.
    """
    said = sql if given is None else sql % tuple(literals(given))
    waiting = _waiting.get()
    if waiting is not None:
        waiting.append(Statement(said, connection.schema_name))
        return
    with connection.cursor() as cursor:
        cursor.execute(said)


def _with_what_waits(execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
    """Django's wrapper around each statement: put those that wait in front of it."""
    waiting = _waiting.get()
    if waiting and sql.startswith(_DROPS):
        waiting.clear()  # said since the savepoint: before it, all was sent
    if not waiting or sql.startswith(_CHOOSES):
        return execute(sql, params, many, context)
    if many or not _is_plain(context["cursor"]):
        settle()
        return execute(sql, params, many, context)
    with connection.wrap_database_errors:
        asked = sql if params is None else context["cursor"].cursor.mogrify(sql, params)
    said = _take(waiting)
    answer = execute(_joined([*said, asked]), None, many, context)
    for _ in said:
        context["cursor"].nextset()
    return answer


def settle() -> None:
    """Send what waits, if anything does. Whoever switches schemas asks for it first: rows belong where they were
    said."""
    waiting = _waiting.get()
    if waiting:
        said = _joined(_take(waiting))
        with connection.cursor() as cursor:
            cursor.execute(said)


def _joined(statements: Sequence[str]) -> str:
    return "; ".join(statements)


def _take(waiting: list[Statement]) -> list[str]:
    """They are on their way: should they fail, they are not sent again."""
    said = list(waiting)
    waiting.clear()
    if any(one.schema != connection.schema_name for one in said):
        raise RuntimeError("The schema was switched while something waited to be said in the other one.")
    return [one.sql for one in said]


def _is_plain(cursor: Any) -> bool:
    """Not a server-side one, which can hold one statement only."""
    return getattr(cursor.cursor, "name", "") == ""
