"""What notices there are, and in which words. A registry that apps fill in `apps.ready()`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class NoticeKind:
    """`title` and `body` are lazy texts with slots, "%(who)s"; clinical words stand in neither (LOOK 6).

    A mail carries the title and a link, never the body: what lies in a mailbox is out of our hands. `label` names
    the kind itself, where people choose. `mail`: is also mailed, unless its reader chose otherwise or is off shift.
    `always`: about one's account or the clinic's safety; it cannot be chosen away and waits for no shift.

    `several` is the headline of a letter that tells "%(number)s" of them at once. `comes_in_bursts`: its mail
    waits a minute for others. `numbers` are (slot, words) of counts that a mail may carry, in a table.
    `of_the_day`: mailed to whoever works on that day, also when their shift begins later. `is_urgent`: a carrier
    may bring it, too (tenants.notices.carriers). `on_screen`: a browser may show it beside its page (F:W12).
    """

    name: str
    label: Any
    title: Any
    body: Any
    icon: str
    mail: bool = False
    always: bool = False
    several: Any = ""
    comes_in_bursts: bool = False
    numbers: Sequence[tuple[str, Any]] = ()
    of_the_day: bool = False
    is_urgent: bool = False
    on_screen: bool = False


_kinds: dict[str, NoticeKind] = {}


def notice_kind(name: str, *, title: Any, body: Any = "", icon: str, label: Any = "", **more: Any) -> None:
    """Without a `label` the kind is called by its title, with nothing in its slots. `more`: see NoticeKind."""
    _kinds[name] = NoticeKind(name, label or title, title, body, icon, **more)


def notice_kind_of(name: str) -> NoticeKind | None:
    """None for a kind that the code no longer knows; its rows may still be there."""
    return _kinds.get(name)


def notice_kinds() -> Iterator[NoticeKind]:
    yield from _kinds.values()
