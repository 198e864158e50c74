"""Rows of the trail, built and inserted. Nothing else writes to its table."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Model
from structlog.contextvars import get_contextvars

from tenants.audit.models import Entry
from tenants.audit.origin import Origin, current_origin
from tenants.audit.services.storable import short
from tenants.services.rows import put

CREATED, CHANGED, DELETED = Entry.Action.CREATE, Entry.Action.UPDATE, Entry.Action.DELETE
BATCH = 1000  # rows in one INSERT
_kinds: dict[tuple[str, str], int] = {}


Line = dict[str, object]


def line(verb: str, kind: int, pk: object, shown: str, changes: dict | None, action: int) -> Line:
    """The columns of one row, without its origin. `changes` must be storable."""
    return {
        "content_type_id": kind,
        "object_pk": short(str(pk))[:255],
        "object_id": pk if isinstance(pk, int) else None,
        "object_repr": short(shown),
        "action": action,
        "changes": changes,
        "additional_data": {"verb": verb},
    }


def write(lines: Iterable[Line], note: str = "") -> None:
    """Insert in the current schema and transaction, with who is at work and from where (H:A6)."""
    more = _origin_of(current_origin())
    said = more["data"] | ({"note": short(note)} if note else {})
    rows = [one | more["columns"] | {"additional_data": one["additional_data"] | said} for one in lines]
    for start in range(0, len(rows), BATCH):
        put(Entry, *rows[start : start + BATCH])


def _origin_of(origin: Origin) -> dict[str, dict]:
    """A person is named by account where the account is; in another schema that number is somebody else."""
    person = origin.person()
    at_home = person is not None and connection.schema_name == origin.home
    data = {"door": origin.door}
    if origin.name:
        data["name"] = short(origin.name)
    if person is not None and not at_home:
        data["who"] = short(str(person))
    columns = {
        "actor_id": person.pk if at_home else None,
        "actor_email": person.email if person is not None else None,
        "remote_addr": origin.address,
        "cid": get_contextvars().get("request"),
    }
    if origin.at is not None:
        columns["timestamp"] = origin.at
    return {"columns": columns, "data": data}


def kind_of(model: type[Model] | Model | None) -> int:
    """The id of its content type here; None is for what happened to nothing in particular, like a download.

    Remembered by schema: Django forgets at each switch, and an arrival would pay a query more (HOUSE, trap 6).
    """
    meta = Entry._meta if model is None else model._meta.concrete_model._meta
    key = (connection.schema_name, meta.label_lower)
    if key not in _kinds:
        found = ContentType.objects.filter(app_label=meta.app_label, model=meta.model_name).first()
        if found is None:  # not made yet by a migration, and perhaps rolled back
            return ContentType.objects.get_for_model(meta.model, for_concrete_model=False).pk
        _kinds[key] = found.pk
    return _kinds[key]
