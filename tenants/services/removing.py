"""Rows that go with all that hangs on them, in a number of statements that does not depend on how many they are."""

from django.db.models import CASCADE, SET_NULL, ForeignKey, Model, QuerySet


def remove(rows: QuerySet) -> None:
    """Delete `rows` and what would go with them, as their foreign keys say; SET_NULL lets go, anything else is the
    database's to refuse.

    Unlike `rows.delete()` it reads nothing and sends no signals: **whoever removes rows of a trailed model writes
    the line of the trail**, and says there what may be said.
    """
    for field in _pointing_at(rows.model):
        theirs = field.model._base_manager.filter(**{f"{field.name}__in": rows.order_by().values("pk")})
        if field.remote_field.on_delete is CASCADE:
            remove(theirs)
        elif field.remote_field.on_delete is SET_NULL:
            theirs.update(**{field.name: None})
    rows.order_by()._raw_delete(rows.db)


def _pointing_at(model: type[Model]) -> list[ForeignKey]:
    found = model._meta.get_fields(include_hidden=True)
    return [
        one.field for one in found if one.auto_created and not one.concrete and isinstance(one.field, ForeignKey)
    ]
