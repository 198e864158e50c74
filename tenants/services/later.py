"""An UPDATE of the ORM whose count nobody waits for. Raw SQL lives on this floor (H:T17)."""

from django.db import connection
from django.db.models import QuerySet
from django.db.models.sql import UpdateQuery

from tenants.services.together import say


def update_later(rows: QuerySet, **values: object) -> None:
    """As `rows.update(**values)`, and inside `together` it leaves with the next statement instead of at once."""
    query = rows.query.chain(UpdateQuery)
    query.add_update_values(values)
    say(*query.get_compiler(connection=connection).as_sql())
