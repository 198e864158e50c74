"""The five groups of a clinic (F:T4) and the registry in which every app says what they may do with its rows."""

from collections.abc import Iterable

from django.utils.translation import gettext_noop

ADMIN, MANAGER, AGENT = gettext_noop("Admin"), gettext_noop("Manager"), gettext_noop("Agent")
MARKETING, READ_ONLY = gettext_noop("Marketing"), gettext_noop("Read-only")
ROLES = (ADMIN, MANAGER, AGENT, MARKETING, READ_ONLY)

_granted: dict[str, set[str]] = {role: set() for role in ROLES}


def grant(role: str, permissions: Iterable[str]) -> None:
    """Say, in `apps.ready()`, what a role may do: ["leads.view_lead", ...]. A misspelt role is a KeyError."""
    _granted[role].update(permissions)


def permissions_of(role: str) -> frozenset[str]:
    return frozenset(_granted[role])


def everything_granted() -> list[tuple[str, list[str]]]:
    """All of it in a fixed order: groups are brought in step again when it changes."""
    return [(role, sorted(_granted[role])) for role in ROLES]
