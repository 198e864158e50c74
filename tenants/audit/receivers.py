"""Single saves and deletes, seen by signals; registered by `registry.trail` alone.

Not auditlog's own receivers: those write before the save, so that a refused save leaves a line behind, follow
relations backwards and hide only half of a secret (H:A6, K1).
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Field, Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.utils.translation import gettext

from crm.lib.errors import Conflict
from tenants.audit.listening import tell
from tenants.audit.registry import Trailed, trailed
from tenants.audit.services.storable import HIDDEN, storable

_BEFORE = "_trail_before"
EMPTY = (None, "", [], {}, ())
COMPUTED = "(computed)"


def connect(model: type[Model], many: Iterable[str]) -> None:
    for signal, receiver in ((pre_save, look), (post_save, saved), (post_delete, deleted)):
        signal.connect(receiver, sender=model, dispatch_uid=("audit", model._meta.label))
    for name in many:
        through = getattr(model, name).through
        m2m_changed.connect(tied, sender=through, dispatch_uid=("audit", model._meta.label, name))


def look(sender: type[Model], instance: Model, raw: bool, update_fields: Any = None, **_: Any) -> None:
    """What the row holds now; locked in a transaction, so that "before" is what this very save replaces."""
    fields = _looked_at(sender, update_fields)
    before = None
    if not instance._state.adding and not raw and fields:
        rows = sender._base_manager.filter(pk=instance.pk)
        if connection.in_atomic_block:
            rows = rows.select_for_update(no_key=True, of=("self",))
        before = rows.values(*(f.attname for f in fields)).first()
    setattr(instance, _BEFORE, before)


def saved(
    sender: type[Model], instance: Model, created: bool, raw: bool, update_fields: Any = None, **_: Any
) -> None:
    before = instance.__dict__.pop(_BEFORE, None)
    fields = _looked_at(sender, update_fields)
    if raw or not fields or (before is None and not created):
        return
    changes = _changes(instance, fields, before)
    if created or changes:
        _write("created" if created else "changed", instance, changes)


def _changes(instance: Model, fields: list[Field], before: dict | None) -> dict[str, list]:
    """{field: [before, after]}; of a new row only what is not empty."""
    secret, changes = trailed(type(instance)).secret, {}
    for field in fields:
        was, now = before[field.attname] if before else None, _value(instance, field)
        if was != now and (before or now not in EMPTY):
            changes[field.name] = [HIDDEN, HIDDEN] if field.name in secret else [storable(was), storable(now)]
    return changes


def _value(instance: Model, field: Field) -> object:
    """As the database gives it back; what was assigned may be of another type, or still to be computed by SQL."""
    value = getattr(instance, field.attname)
    if hasattr(value, "resolve_expression"):
        return COMPUTED
    try:
        return (field.target_field if field.is_relation else field).to_python(value)
    except ValidationError:
        return value


def deleted(sender: type[Model], instance: Model, **_: Any) -> None:
    rules = trailed(sender)
    held = {f.name: getattr(instance, f.attname) for f in rules.fields}
    told = {name: HIDDEN if name in rules.secret else storable(v) for name, v in held.items() if v not in EMPTY}
    _write("deleted", instance, {name: [value, None] for name, value in told.items()})


def tied(sender: type[Model], instance: Model, action: str, reverse: bool, model: type[Model], **more: Any) -> None:
    """Many-to-many: what was added or removed, by name."""
    told = {"post_add": "added", "post_remove": "removed", "pre_clear": "removed"}.get(action)
    rules = trailed(type(instance))
    if told is None or reverse or rules is None:
        return
    name = next(n for n in rules.many if getattr(type(instance), n).through is sender)
    cleared = action == "pre_clear"
    chosen = getattr(instance, name).all() if cleared else model._base_manager.filter(pk__in=more["pk_set"])
    names = sorted(str(one) for one in chosen)
    if names:
        _write("changed", instance, {name: {told: storable(names)}})


def _looked_at(model: type[Model], update_fields: Any) -> list[Field]:
    rules: Trailed = trailed(model)
    return [
        f for f in rules.fields if update_fields is None or f.name in update_fields or f.attname in update_fields
    ]


def _write(what: str, instance: Model, changes: dict) -> None:
    from tenants.audit.services import writing

    action = {"created": writing.CREATED, "changed": writing.CHANGED, "deleted": writing.DELETED}[what]
    verb = f"{instance._meta.model_name}.{what}"
    kind = writing.kind_of(instance)
    writing.write([writing.line(verb, kind, instance.pk, str(instance), changes or None, action)])
    if action != writing.CREATED:
        tell(type(instance), [instance.pk])


def people_stay(sender: type[Model], instance: Model, **_: Any) -> None:
    """An account that is deleted would have to be cut out of the trail, which nobody may change (H:G13).

    Raises Conflict, before anything is written.
    """
    said = gettext("%(name)s cannot be deleted: the activity names them. Close the account instead.")
    raise Conflict(said % {"name": instance})
