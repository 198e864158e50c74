"""What notices there are, and in which words. A registry that apps fill in `apps.ready()`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class NoticeKind:
    """`title` and `body` are lazy texts with slots, "%(who)s"; clinical words stand in neither (LOOK 6).

    A mail carries the title and a link, never the body: what lies in a mailbox is out of our hands. `label` names
    the kind itself, where people choose. `mail`: is also mailed, unless its reader chose otherwise or is off shift.
    `always`: about one's account or the clinic's safety; it cannot be chosen away and waits for no shift.
    """

    name: str
    label: Any
    title: Any
    body: Any
    icon: str
    mail: bool
    always: bool


_kinds: dict[str, NoticeKind] = {}


def notice_kind(
    name: str,
    *,
    title: Any,
    body: Any = "",
    icon: str,
    label: Any = "",
    mail: bool = False,
    always: bool = False,
) -> None:
    """Without a `label` the kind is called by its title, with nothing in its slots."""
    _kinds[name] = NoticeKind(name, label or title, title, body, icon, mail, always)


def notice_kind_of(name: str) -> NoticeKind | None:
    """None for a kind that the code no longer knows; its rows may still be there."""
    return _kinds.get(name)


def notice_kinds() -> Iterator[NoticeKind]:
    yield from _kinds.values()
