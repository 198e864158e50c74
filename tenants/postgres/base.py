"""Django's connection to PostgreSQL, by clinic, in as few messages as the work allows.

BEGIN, SET search_path and what `tenants.services.together` gathers travel with the next statement instead of by
themselves. Outside a transaction nothing waits. Whatever fails, the next message begins a transaction where Django
is in one and PostgreSQL is not, and sets the path anew.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db.backends.postgresql.base import ServerSideCursor
from django.db.backends.postgresql.operations import DatabaseOperations as PostgresOperations
from django.db.backends.utils import debug_transaction
from django.db.transaction import TransactionManagementError
from django.db.utils import DatabaseError
from django_tenants.postgresql_backend import base
from django_tenants.utils import quote_schema_name
from psycopg.pq import TransactionStatus

from tenants.postgres.alive import is_alive
from tenants.postgres.cursor import Cursor, joined
from tenants.postgres.letter import Letter, Rows, Unsaid


class DatabaseOperations(PostgresOperations):
    def last_executed_query(self, cursor: Any, sql: str, params: Any) -> str | None:
        return getattr(cursor, "told", None) or super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations

    def __init__(self, *args: Any, **kwargs: Any):
        self._letter = self._new_letter()  # of the connection
        self._gathers = False
        super().__init__(*args, **kwargs)

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """Inside, what `say` is given waits for whatever is asked next, or for the end of the savepoint or the
        transaction. RuntimeError outside a transaction, TransactionManagementError when one is over that broke."""
        if not self.in_atomic_block:
            raise RuntimeError("What waits belongs to a transaction: open one first.")
        before, self._gathers = self._gathers, True
        try:
            yield
            self.validate_no_broken_transaction()
        finally:
            self._gathers = before

    def say(self, sql: str, heard: Callable[[Rows], None] | None = None) -> None:
        """Execute a statement: within `gathering` with the next one, else at once. `heard` gets its rows then."""
        if self._gathers:
            self.validate_no_broken_transaction()
            self._choose_schema_later()
            self._letter.waiting.append(Unsaid(sql, heard))
            return
        with self.cursor() as cursor:
            cursor.execute(sql)
            if heard:
                heard(cursor.fetchall())

    def say_now(self) -> None:
        """Send what waits, if anything does."""
        if self._letter.waiting:
            self.validate_no_broken_transaction()
            with self.wrap_database_errors:
                self.create_cursor().say_now()

    def get_connection_params(self) -> dict[str, Any]:
        return super().get_connection_params() | {"cursor_factory": Cursor}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A pooled connection that ended while it lay idle goes back, and the pool makes another."""
        connection = super().get_new_connection(conn_params)
        while self.pool and not is_alive(connection):
            connection.close()
            self.pool.putconn(connection)
            connection = super().get_new_connection(conn_params)
        connection.letter = self._letter = self._new_letter()
        return connection

    def _new_letter(self) -> Letter:
        return Letter(self._handle_search_path, self._after_failure)

    def is_usable(self) -> bool:
        return self.connection is not None and is_alive(self.connection)

    def create_cursor(self, name: str | None = None) -> Any:
        if not name:
            return super().create_cursor()
        with self.wrap_database_errors:
            super().create_cursor().say_now()  # a server-side cursor holds one statement
        return ServerSideCursor(self.connection, name=name, scrollable=False, withhold=self.autocommit)

    def _handle_search_path(self, cursor: Any = None) -> None:
        """Whatever rolls the transaction back has the path set anew (see django-tenants): it may wait there."""
        if self.autocommit or cursor is None or self._setting_search_path:
            super()._handle_search_path(cursor)
        else:
            self._choose_schema_later()

    def _choose_schema_later(self) -> None:
        if not self.search_path_set_schemas:
            schemas = self._get_cursor_search_paths()
            path = ",".join(quote_schema_name(schema) for schema in schemas)
            self._letter.waiting.append(Unsaid(f"SET search_path = {path}", is_frame=True))
            self.search_path_set_schemas = schemas

    def _after_failure(self, broken: BaseException) -> None:
        """After an interruption (a signal, say) nobody knows what was done: then nothing of it may be kept."""
        if self.in_atomic_block and not isinstance(broken, psycopg.Error):
            self.needs_rollback = True

    def _forget_path(self) -> None:
        self.search_path_set_schemas = None

    def _set_autocommit(self, autocommit: bool) -> None:
        """For psycopg each statement commits by itself, for it would send BEGIN as a message of its own."""
        if not self.connection.autocommit or self._status:
            with self.wrap_database_errors:
                self.connection.autocommit = True  # refused, as it should be, while a transaction is open
        self._forget()
        self._letter.begins = not autocommit

    @property
    def _status(self) -> TransactionStatus:
        return self.connection.pgconn.transaction_status

    def _commit(self) -> None:
        if self.connection is None:
            return
        if self._status == TransactionStatus.INERROR:  # PostgreSQL would roll back, and say nothing
            raise TransactionManagementError("A statement of this transaction failed: nothing of it is stored.")
        if not all(one.is_frame for one in self._letter.waiting):
            self._say_the_rest()
        self._forget()
        super()._commit()

    def _say_the_rest(self) -> None:
        """Not with the COMMIT: a message that is cut short goes on at the server's, and nobody would know how it
        ended. After an interruption of a commit (a signal, say) Django uses the connection on: it ends here."""
        try:
            with debug_transaction(self, joined(self._letter.waiting)), self.wrap_database_errors:
                self.create_cursor().say_now()
        except DatabaseError:
            raise
        except BaseException:
            self.close()
            raise

    def _rollback(self) -> None:
        self._forget()
        super()._rollback()

    def _close(self) -> None:
        self._letter = self._new_letter()
        if self.connection is not None:
            self.connection.letter = None
        super()._close()

    def _forget(self) -> None:
        """What was not sent will not be: the path neither."""
        if self._letter.waiting:
            self._letter.waiting.clear()
            self._forget_path()

    def _savepoint_rollback(self, sid: str) -> None:
        """What waits was said since the savepoint, for that took along whatever waited before it."""
        self._letter.waiting.clear()
        self._setting_search_path = True  # not now: in a transaction that failed it would be refused
        try:
            super()._savepoint_rollback(sid)
        finally:
            self._setting_search_path = False
