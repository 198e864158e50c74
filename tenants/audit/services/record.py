"""Explicit lines of the trail: for what is no single save, and for set-based SQL (F:T11, T12)."""

from collections.abc import Iterable, Mapping

from django.db.models import Model

from tenants.audit.listening import tell
from tenants.audit.receivers import saved
from tenants.audit.registry import Trailed, trailed
from tenants.audit.services.storable import HIDDEN, storable
from tenants.audit.services.writing import CHANGED, kind_of, line, write

Changes = Mapping[str, tuple[object, object]]


def record(verb: str, obj: Model | None = None, *, changes: Changes | None = None, note: str = "") -> None:
    """One line about `obj`, or about nothing in particular; part of the caller's transaction.

    `verb` is "noun.participle" ("lead.archived"), its words for people come from `registry.words`. `changes` is
    {field: (before, after)}; a model's secret fields are hidden here too. Anything is stored that can be told: long
    texts are cut, no value makes it fail. Who and from where come from the context.
    """
    told = _told(changes, trailed(obj.__class__) if obj else None)  # request.user is a lazy one
    pk, shown = (obj.pk, str(obj)) if obj else ("", "")
    write([line(verb, kind_of(obj), pk, shown, told, CHANGED)], note)
    if obj:
        tell(obj.__class__, [pk])


def record_many(
    verb: str, model: type[Model], rows: Iterable[tuple[object, str, Changes | None]], note: str = ""
) -> None:
    """One line a row, (pk, how it is shown, changes), in a thousandth of as many INSERTs."""
    kind, rules = kind_of(model), trailed(model)
    rows = list(rows)
    write((line(verb, kind, pk, shown, _told(changes, rules), CHANGED) for pk, shown, changes in rows), note)
    tell(model, (pk for pk, _, _ in rows))


def record_made(obj: Model) -> None:
    """The line that a save of this new row would leave: for what was written by tenants.services.rows."""
    saved(type(obj), obj, created=True, raw=False)


def _told(changes: Changes | None, rules: Trailed | None) -> dict | None:
    secret = rules.secret if rules else frozenset()
    return {
        name: [HIDDEN, HIDDEN] if name in secret else [storable(before), storable(after)]
        for name, (before, after) in (changes or {}).items()
    } or None
