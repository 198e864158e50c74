"""Primary keys before their rows: rows that name each other can then leave in one message."""

from django.db import connection
from django.db.models import Model

from tenants.services.together import say


class KeysAhead:
    """One new key of each of these models, in the current schema. What is not used is a gap in the numbers."""

    def __init__(self, *models: type[Model]):
        self._models, self._keys = models, dict[type[Model], int]()
        self._ask()

    def __getitem__(self, model: type[Model]) -> int:
        """The key; PostgreSQL is asked for it now where nothing else was asked since."""
        if not self._keys:
            connection.say_now()
        if not self._keys:  # the question went with a savepoint
            self._ask()
            connection.say_now()
        return self._keys[model]

    def _ask(self) -> None:
        say("SELECT " + ", ".join(_next(model) for model in self._models), heard=self._hear)

    def _hear(self, rows: list[tuple]) -> None:
        self._keys.update(zip(self._models, rows[0], strict=True))


def draw_keys(model: type[Model], number: int) -> list[int]:
    """So many new keys of one model, in the current schema."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_next(model)} FROM generate_series(1, %s)", [number])  # noqa: S608  our own name
        return [key for (key,) in cursor.fetchall()]


def _next(model: type[Model]) -> str:
    """The counter of the column is looked up by the database, along the search_path."""
    table = connection.ops.quote_name(model._meta.db_table)
    return f"nextval(pg_get_serial_sequence('{table}', '{model._meta.pk.column}'))"
