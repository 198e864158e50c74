"""What can be done to leads from their list and page. A registry: floors above add their own in `apps.ready()`.

A choice ("which stage?") is part of an action; its rows are already what this person may choose.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leads.models import Lead
from leads.services.many import Done
from tenants.staff.models import User

Run = Callable[[Iterable[int], User, Mapping[str, str], datetime], Done]
Choices = Callable[[User], Sequence[tuple[object, Any]]]


def always(is_archived: bool) -> bool:
    return True


@dataclass(frozen=True)
class LeadAction:
    """`run(ids, by, given, now)` checks permission and scope of each lead inside its transaction (H:A3, A14).

    `given` are the form's values; where there are `choices`, given[name] is one of them, as text. `said` is for
    people, with a slot %(number)s. `offered(is_archived)` says to which leads it makes sense.
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


_actions: dict[str, LeadAction] = {}


def lead_action(action: LeadAction) -> None:
    _actions[action.name] = action


def actions_for(user: User) -> list[LeadAction]:
    """Those this person's role allows, in order."""
    allowed = [one for one in _actions.values() if user.has_perm(one.permission)]
    return sorted(allowed, key=lambda one: one.order)


def offered_to(lead: Lead, user: User) -> list[LeadAction]:
    """Those for one lead: without those that its own form has fields for."""
    is_archived = lead.archived_at is not None
    return [one for one in actions_for(user) if one.choices is None and one.offered(is_archived)]
