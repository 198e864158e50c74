"""What can be done to leads from their list and page. A registry: floors above add their own in `apps.ready()`.

A choice ("which stage?") is part of an action; its rows are already what this person may choose.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leads.models import Lead
from leads.services.many import Done
from leads.services.moving.given import NOTHING, Given
from leads.services.sharing.duty import is_alone
from tenants.staff.models import User

DISAGREED = _("Skipped: a colleague said something else")


@dataclass(frozen=True)
class Chosen:
    """`choice` is one of the action's choices, as text, or the text that it asks for; `given` is what that choice
    asks besides. `is_confirmed`: what is not to be undone was typed out (leads.services.bulk.confirming).
    `is_piece`: these leads are some of many, and colleagues hear of all of them when no more are done."""

    choice: str = ""
    given: Given = NOTHING
    is_confirmed: bool = False
    is_piece: bool = False

    def kept(self) -> dict[str, Any]:
        """As JSON, for work that goes on in the background."""
        return {"choice": self.choice, "given": self.given.kept(), "is_confirmed": self.is_confirmed}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Chosen":
        return cls(kept["choice"], Given.from_kept(kept["given"]), kept["is_confirmed"])


Run = Callable[[Iterable[int], User, Chosen, datetime], Done]
Choices = Callable[[User], Sequence[tuple[object, Any]]]


def always(is_archived: bool) -> bool:
    return True


@dataclass(frozen=True)
class LeadAction:
    """`run(ids, by, chosen, now)` checks permission and scope of each lead inside its transaction (H:A3, A14).

    It takes some hundred leads at a time; of more it is run piece by piece (leads.services.bulk). `whole`: it takes
    all that were chosen at once, without a preview, because it only begins something.

    What a page or a program sends is read before, by each in its own way. `offered(is_archived)` says to which
    leads it makes sense. `asked` makes the form of what a choice may ask for besides, which is one whose text says
    so in `asks`. `writes` names the text that it asks for in place of a choice. `from_hand_to_hand`: of no use to
    whoever works alone. `confirm` is the word to be typed, before the number of leads, for what nobody takes back;
    what `lasts` has no undo either, and does no harm. `tell(ids, by, chosen)` is called once for all that changed
    when it was run by pieces, to its end or not.

    Of no leads at all `run` refuses an order that is wrong whatever lead it meets, and `demands(ids, by, chosen,
    now)` what it would refuse for each of these without looking at one: both before many are begun.

    `asks_first`: people look at the preview of few, too. `skipped` says what the conflicts of this action are.

    For a preview of many, `fit(chosen)` are the leads that would change, of those that somebody sees, and
    `conflicts(ids, chosen)` a sentence for each of the others that is no simple repeat.
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
    writes: Any = ""
    whole: bool = False
    confirm: str = ""
    lasts: bool = False
    asks_first: bool = False
    skipped: Any = DISAGREED
    tell: Callable[[Collection[int], User, Chosen], None] | None = None
    demands: Callable[[Collection[int], User, Chosen, datetime], None] | None = None
    fit: Callable[[Chosen], Q] | None = None
    conflicts: Callable[[Collection[int], Chosen], Mapping[int, str]] | None = None


_actions: dict[str, LeadAction] = {}


def lead_action(action: LeadAction) -> None:
    _actions[action.name] = action


def all_actions() -> Mapping[str, LeadAction]:
    return dict(_actions)


def named(name: str) -> LeadAction | None:
    return _actions.get(name)


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
    return [one for one in shown_to(user) if one.choices is None and not one.writes and one.offered(is_archived)]
