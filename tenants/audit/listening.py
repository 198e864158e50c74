"""Who wants to know which rows of a model changed: the trail sees them all. Filled in `apps.ready()`."""

from collections.abc import Callable, Iterable

from django.db.models import Model

Heard = Callable[[frozenset[object]], None]
_listeners: dict[type[Model], Heard] = {}


def listens(model: type[Model], heard: Heard) -> None:
    """`heard(keys)` runs in the transaction of the change, before its commit; for new rows it does not."""
    _listeners[model] = heard


def tell(model: type[Model], keys: Iterable[object]) -> None:
    heard = _listeners.get(model)
    if heard and (changed := frozenset(keys)):
        heard(changed)
