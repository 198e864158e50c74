"""Every address that the product answers, as the resolver knows it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from tenants.desk.access import CLINIC, PLATFORM


@dataclass(frozen=True)
class Address:
    """One pattern: its name with namespaces ("" when it has none), its whole route, and who answers."""

    name: str
    route: str
    view: Callable[..., Any]


def urlconf_of(site: str) -> str:
    return {CLINIC: settings.ROOT_URLCONF, PLATFORM: settings.PLATFORM_URLCONF}[site]


def addresses(site: str) -> list[Address]:
    return list(_below(get_resolver(urlconf_of(site)), "", ()))


def _below(resolver: Any, route: str, spaces: tuple[str, ...]) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        whole = route + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield Address(":".join([*spaces, entry.name]) if entry.name else "", whole, entry.callback)
        else:
            yield from _below(entry, whole, (*spaces, entry.namespace) if entry.namespace else spaces)


def named(route: URLPattern | URLResolver, name: str) -> URLPattern | URLResolver:
    """The route with this name, if it had none: the registry knows addresses by name."""
    if isinstance(route, URLPattern) and not route.name:
        route.name = route.pattern.name = name  # the resolver matches by the second
    return route
