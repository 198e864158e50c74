"""Which rows are trailed, and what a verb is called. Filled by each app in `apps.ready()`."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Field, Model, QuerySet

# A field named like this must be declared `secret`, or left out (H:K1).
_SECRET = re.compile(r"password|secret|token|hash|credential|private_key|_enc$|encrypted")


@dataclass(frozen=True)
class Trailed:
    """What the trail keeps of a model's rows."""

    fields: tuple[Field, ...]
    secret: frozenset[str]
    many: frozenset[str]
    shown: Mapping[str, Callable[[Any], str]]
    called: Callable[[Any], str] = str
    seen: Callable[[Any], QuerySet] | None = None


_trailed: dict[type[Model], Trailed] = {}
_words: dict[str, Any] = {}


def trail(
    model: type[Model],
    *,
    secret: Iterable[str] = (),
    leave_out: Iterable[str] = (),
    many: Iterable[str] = (),
    shown: Mapping[str, Callable[[Any], str]] | None = None,
    called: Callable[[Any], str] = str,
    seen: Callable[[Any], QuerySet] | None = None,
) -> None:
    """Record each single save and delete of `model` with before and after; `many` are many-to-many fields, `shown`
    how to write a field's value where its own text says nothing to people, `called` what its readers call a row,
    `seen(reader)` the rows whose names are not for everybody to read (H:A4).

    Of `secret` fields the trail shows only that they changed; `leave_out` is for what changes by itself (a last
    login, counters). SQL that goes around `save()` is not seen: call `record` or `record_many`. Raises
    ImproperlyConfigured for a field that is not there, or that sounds secret and is not declared.
    """
    from tenants.audit.receivers import connect

    secret, leave_out, many = frozenset(secret), frozenset(leave_out), frozenset(many)
    fields = tuple(f for f in model._meta.concrete_fields if f.name not in leave_out and not _changes_by_itself(f))
    _check(model, fields, secret | leave_out | many, secret)
    _trailed[model] = Trailed(fields, secret, many, shown or {}, called, seen)
    connect(model, many)


def trailed(model: type[Model]) -> Trailed | None:
    return _trailed.get(model._meta.concrete_model)


def trailed_models() -> list[type[Model]]:
    return list(_trailed)


def words(said: Mapping[str, Any]) -> None:
    """Name verbs for people: {"lead.archived": _("archived %(thing)s")}; it follows the person's name."""
    _words.update(said)


def all_words() -> dict[str, Any]:
    return dict(_words)


def _changes_by_itself(field: Field) -> bool:
    return field.primary_key or field.generated or getattr(field, "auto_now", False)


def _check(model: type[Model], fields: tuple[Field, ...], named: frozenset[str], secret: frozenset[str]) -> None:
    known = {f.name for f in model._meta.get_fields()}
    if named - known:
        raise ImproperlyConfigured(f"{model._meta.label} has no {', '.join(sorted(named - known))}.")
    open_ones = [f.name for f in fields if _SECRET.search(f.name) and f.name not in secret]
    if open_ones:
        raise ImproperlyConfigured(f"{model._meta.label}.{open_ones[0]} sounds secret: say secret= or leave_out=.")
