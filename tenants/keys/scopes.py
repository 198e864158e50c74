"""What a key may be for. Each app says in `apps.ready()` what its doors ask of a key."""

from typing import Any

_scopes: dict[str, Any] = {}


def scope(name: str, title: Any) -> None:
    """Declare "leads:create" and what it is called. Raises ValueError for a name that somebody else has."""
    if _scopes.setdefault(name, title) != title:
        raise ValueError(f"The scope {name} is declared twice, differently.")


def title_of(name: str) -> Any:
    """In the reader's words; the name itself for one that no app declares any more."""
    return _scopes.get(name, name)


def scopes() -> dict[str, Any]:
    return dict(_scopes)
