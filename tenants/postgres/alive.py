"""Whether a connection that lay idle is still one, without asking PostgreSQL each time."""

import select

import psycopg


def is_alive(connection: psycopg.Connection) -> bool:
    """An idle connection has nothing to tell: only one that has, its end for instance, is asked."""
    if connection.closed or connection.pgconn.transaction_status:  # in mid-sentence: cut short by a signal, say
        return False
    if not _has_something_to_tell(connection):
        return True
    try:
        connection.execute("")
    except psycopg.Error:
        return False
    return True


def _has_something_to_tell(connection: psycopg.Connection) -> bool:
    idle = select.poll()
    idle.register(connection.fileno(), select.POLLIN)
    return bool(idle.poll(0))
