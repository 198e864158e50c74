"""The five groups of a clinic (F:T4) and the registry in which every app says what they may do with its rows."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_noop

ADMIN, MANAGER, AGENT = gettext_noop("Admin"), gettext_noop("Manager"), gettext_noop("Agent")
MARKETING, READ_ONLY = gettext_noop("Marketing"), gettext_noop("Read-only")
ROLES = (ADMIN, MANAGER, AGENT, MARKETING, READ_ONLY)

_granted: dict[str, set[str]] = {role: set() for role in ROLES}

_explained: dict[str, tuple[Any, Any]] = {}


def grant(role: str, permissions: Iterable[str]) -> None:
    """Say, in `apps.ready()`, what a role may do: ["leads.view_lead", ...]. A misspelt role is a KeyError."""
    _granted[role].update(permissions)


def explain(group: Any, words: Mapping[str, Any]) -> None:
    """Say, in `apps.ready()`, what rights are in the reader's words: {"leads.view_lead": _("See leads")}.

    `group` is the heading they stand under on the page of roles.
    """
    _explained.update({permission: (group, said) for permission, said in words.items()})


def explained() -> dict[str, tuple[Any, Any]]:
    """Heading and words of each right, in the order in which they were said."""
    return dict(_explained)


def permissions_of(role: str) -> frozenset[str]:
    return frozenset(_granted[role])


def everything_granted() -> list[tuple[str, list[str]]]:
    """All of it in a fixed order: groups are brought in step again when it changes."""
    return [(role, sorted(_granted[role])) for role in ROLES]
