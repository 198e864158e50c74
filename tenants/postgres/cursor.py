"""A cursor that says what waits in the same message as what it is asked: a round trip costs more than most rows."""

from collections.abc import Sequence
from typing import Any, Self

import psycopg
from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from tenants.postgres.letter import Letter, Unsaid

BEGIN = Unsaid("BEGIN", is_frame=True)


def joined(said: Sequence[Unsaid], *more: str) -> str:
    """One message; each in a line of its own, so that no comment swallows the next."""
    return "\n; ".join([*(one.sql for one in said), *more])


class Cursor(base.Cursor):
    told: str | None = None  # the last message without its frame, for the log of queries

    def execute(self, query: Any, params: Any = None, **more: Any) -> Self:
        self.told = None
        said = self._to_be_said()
        if not said:
            return super().execute(query, params, **more)
        asked = query if params is None and isinstance(query, str) else self.mogrify(query, params)
        self.told = joined([one for one in said if not one.is_frame], asked)
        return self._send(said, asked)

    def executemany(self, *args: Any, **more: Any) -> None:
        self.say_now()
        super().executemany(*args, **more)

    def copy(self, *args: Any, **more: Any) -> Any:
        self.say_now()
        return super().copy(*args, **more)

    def stream(self, *args: Any, **more: Any) -> Any:
        self.say_now()
        return super().stream(*args, **more)

    def say_now(self) -> None:
        """Send what waits."""
        said = self._to_be_said()
        if said:
            self._send(said)

    def _to_be_said(self) -> list[Unsaid]:
        """What waits; behind a BEGIN, where Django is in a transaction and PostgreSQL is not."""
        letter = self._letter
        if letter is None:
            return []
        letter.choose_schema(self)
        return [*([BEGIN] if letter.begins and self._is_idle else []), *letter.waiting]

    def _send(self, said: Sequence[Unsaid], *more: str) -> Self:
        """What fails waits on: PostgreSQL may have read nothing of it, as with a first message that is no SQL. If
        it did, the transaction or its savepoint is rolled back, and what waits is forgotten with it."""
        message = _sendable(joined(said, *more))
        self._letter.waiting.clear()
        try:
            super().execute(message)
        except BaseException as broken:
            self._letter.waiting[:0] = [one for one in said if one is not BEGIN]
            self._letter.failed(broken)
            raise
        for place, one in enumerate(said):
            if one.heard:
                one.heard(self.set_result(place).fetchall())
        return self._first_of(len(said)) if more else self.set_result(-1)

    def _first_of(self, place: int) -> Self:
        """The result of what was asked; of an empty statement there is none."""
        try:
            return self.set_result(place)
        except IndexError:
            return self.set_result(-1)

    @property
    def _is_idle(self) -> bool:
        return self.connection.pgconn.transaction_status == TransactionStatus.IDLE

    @property
    def _letter(self) -> Letter | None:
        """None for a connection that Django did not ask for: the pool tries its own."""
        return getattr(self.connection, "letter", None)


def _sendable(message: str) -> str:
    """Raises DataError for half a character, which otherwise fails as nothing that Django knows."""
    try:
        message.encode()
    except UnicodeEncodeError as wrong:
        raise psycopg.DataError("A text holds half a character.") from wrong
    return message
