"""The integrations page is shared: what a higher floor connects is a section that its app registers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from tenants.desk import access


@dataclass(frozen=True)
class Section:
    name: str
    permission: str
    order: int
    template: str
    context: Callable[[HttpRequest], Mapping[str, Any]]


_sections: dict[str, Section] = {}


def integrations_section(
    name: str,
    *,
    permission: str,
    order: int,
    template: str,
    context: Callable[[HttpRequest], Mapping[str, Any]],
) -> None:
    """Register a section in `apps.ready()`; `order` is its place, the lowest first, all above credentials."""
    _sections[name] = Section(name, permission, order, template, context)


def shown_sections(request: HttpRequest) -> Iterator[SafeString]:
    """The sections that this person may see, rendered."""
    for one in sorted(_sections.values(), key=lambda section: section.order):
        if access.allows(one.permission, request):
            yield render_to_string(one.template, dict(one.context(request)), request)
