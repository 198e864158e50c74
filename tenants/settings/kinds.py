"""Kinds of credentials: what a provider asks for. Filled by each provider's app in `apps.ready()`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Values = Mapping[str, str]


@dataclass(frozen=True)
class Field:
    """One thing to fill in. A `secret` is never shown again; `choices` are (value, words).

    `binds`: the secrets are for this value alone. Who changes it types them again, or a stored password could be
    sent to a server of one's own. `initial` stands in the field while nothing is stored; a function is asked then,
    in the clinic.
    """

    name: str
    label: Any
    secret: bool = False
    required: bool = True
    binds: bool = False
    help: Any = ""
    choices: tuple[tuple[str, Any], ...] = ()
    initial: str | Callable[[], str] = ""


@dataclass(frozen=True)
class Kind:
    name: str
    title: Any
    about: Any
    icon: str
    fields: tuple[Field, ...]
    check: Callable[[Values], None]
    test: Callable[[Values], None] | None
    works: Any
    enter_there: Callable[[], list[tuple[Any, str]]]

    @property
    def secrets(self) -> list[str]:
        return [field.name for field in self.fields if field.secret]


_kinds: dict[str, Kind] = {}
Followed = Callable[[Values], None]
_stored: dict[str, list[Followed]] = {}
_removed: dict[str, list[Callable[[], None]]] = {}


def _nothing_to_check(values: Values) -> None:
    pass


def _nothing_to_enter() -> list[tuple[Any, str]]:
    return []


def credential_kind(
    name: str,
    *,
    title: Any,
    icon: str,
    fields: tuple[Field, ...],
    about: Any = "",
    check: Callable[[Values], None] = _nothing_to_check,
    test: Callable[[Values], None] | None = None,
    works: Any = "",
    enter_there: Callable[[], list[tuple[Any, str]]] = _nothing_to_enter,
) -> None:
    """Register what may be stored under `name`.

    `check` raises InvalidData, by field, for what cannot be right. `test` asks the provider, outside a transaction,
    and raises ProviderRefused with a sentence for people; `works` is the sentence for when it did not.
    `enter_there`: (words, value) of what the Admin enters at the provider, such as an address of ours.
    """
    _kinds[name] = Kind(name, title, about, icon, fields, check, test, works, enter_there)


def follow(name: str, *, stored: Followed, removed: Callable[[], None]) -> None:
    """Be called in the transaction in which credentials of that kind are stored, or removed. What `stored` raises
    refuses them."""
    _stored.setdefault(name, []).append(stored)
    _removed.setdefault(name, []).append(removed)


def tell_stored(name: str, values: Values) -> None:
    for call in _stored.get(name, []):
        call(values)


def tell_removed(name: str) -> None:
    for call in _removed.get(name, []):
        call()


def kind_of(name: str) -> Kind | None:
    return _kinds.get(name)


def kinds() -> list[Kind]:
    return list(_kinds.values())
