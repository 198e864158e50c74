"""What somebody sees first: cards that the apps register, chosen by role and right."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from tenants.desk import access
from tenants.desk.access import CLINIC


@dataclass(frozen=True)
class Card:
    name: str
    permission: str
    order: int
    template: str
    context: Callable[[HttpRequest], Mapping[str, Any] | None]
    roles: Collection[str] | None
    site: str


_cards: dict[str, Card] = {}


def card(
    name: str,
    *,
    permission: str,
    order: int,
    template: str,
    context: Callable[[HttpRequest], Mapping[str, Any] | None],
    roles: Collection[str] | None = None,
    site: str = CLINIC,
) -> None:
    """Register a card in `apps.ready()`: `context` says what it shows, None that it has nothing to say now.

    `order` is its place, the lowest first. With `roles` only these see it, whatever else they may do.
    """
    _cards[name] = Card(name, permission, order, template, context, roles, site)


def shown_cards(request: HttpRequest) -> Iterator[SafeString]:
    """The cards of this person, rendered."""
    site = access.site_of(request)
    for one in sorted(_cards.values(), key=lambda c: c.order):
        if one.site == site and _is_for(one, request):
            context = one.context(request)
            if context is not None:
                yield render_to_string(one.template, dict(context), request)


def _is_for(one: Card, request: HttpRequest) -> bool:
    meant = one.roles is None or request.user.role in one.roles
    return meant and access.allows(one.permission, request)
