"""Where the page of a lead leads on to. A registry: floors above add their pages in `apps.ready()`."""

from dataclasses import dataclass
from typing import Any

from tenants.staff.models import User


@dataclass(frozen=True)
class PageLink:
    """`page` is a URL name that takes the key of a lead."""

    title: Any
    icon: str
    page: str
    permission: str


_links: list[PageLink] = []


def page_link(link: PageLink) -> None:
    _links.append(link)


def links_for(reader: User) -> list[PageLink]:
    return [link for link in _links if reader.has_perm(link.permission)]
