"""What can be done to leads from their list and page. A registry: floors above add their own in `apps.ready()`.

A choice ("which stage?") is part of an action; its rows are already what this person may choose.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leads.models import Lead
from leads.services.many import Done
from leads.services.moving.given import NOTHING, Given
from leads.services.sharing.duty import is_alone
from tenants.staff.models import User


@dataclass(frozen=True)
class Chosen:
    """`choice` is one of the action's choices, as text; `given` is what that one asks besides."""

    choice: str = ""
    given: Given = NOTHING


Run = Callable[[Iterable[int], User, Chosen, datetime], Done]
Choices = Callable[[User], Sequence[tuple[object, Any]]]


def always(is_archived: bool) -> bool:
    return True


@dataclass(frozen=True)
class LeadAction:
    """`run(ids, by, chosen, now)` checks permission and scope of each lead inside its transaction (H:A3, A14).

    What a page or a program sends is read before, by each in its own way. `offered(is_archived)` says to which
    leads it makes sense. `asked` makes the form of what a choice may ask for besides, which is one whose text says
    so in `asks`. `from_hand_to_hand`: of no use to whoever works alone.
    """

    name: str
    title: Any
    icon: str
    permission: str
    run: Run
    order: int
    choices: Choices | None = None
    choice_label: Any = ""
    offered: Callable[[bool], bool] = always
    asked: Callable[[], Any] | None = None
    from_hand_to_hand: bool = False


_actions: dict[str, LeadAction] = {}


def lead_action(action: LeadAction) -> None:
    _actions[action.name] = action


def actions_for(user: User) -> list[LeadAction]:
    """Those this person's role allows, in order."""
    allowed = [one for one in _actions.values() if user.has_perm(one.permission)]
    return sorted(allowed, key=lambda one: one.order)


def shown_to(user: User) -> list[LeadAction]:
    """Those of them that the desk offers: nothing goes from hand to hand where there is one person (F:W19)."""
    return [one for one in actions_for(user) if not (one.from_hand_to_hand and is_alone())]


def offered_to(lead: Lead, user: User) -> list[LeadAction]:
    """Those for one lead: without those that its own form has fields for."""
    is_archived = lead.archived_at is not None
    return [one for one in shown_to(user) if one.choices is None and one.offered(is_archived)]
