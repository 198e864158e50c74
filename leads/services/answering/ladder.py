"""Who hears that an answer is late, rung by rung: a colleague with the language, the team, the Managers (F 2b).

Always of those who see the lead: a notice names it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from leads.models import Lead, SharingRules
from leads.services.owners import possible_owners
from leads.services.sharing.duty import on_duty
from leads.services.sight import who_see
from tenants.staff import roles
from tenants.staff.models import User


@dataclass(frozen=True)
class Rung:
    """`minutes` of business after the answer was due; `who` hears of this lead then."""

    minutes: int
    who: Callable[[Lead, datetime], list[User]]


def rungs(rules: SharingRules) -> list[Rung]:
    return [Rung(0, speakers), Rung(rules.team_minutes, team), Rung(rules.managers_minutes, managers)]


def speakers(lead: Lead, now: datetime) -> list[User]:
    """The owner, and the first colleague on shift who speaks the language: by turn of the leads, not always one."""
    able = {one.pk for one in on_duty(now) if not lead.language or lead.language in one.languages}
    people = _people(lead, able | {lead.assigned_to_id})
    others = [one for one in people if one.pk != lead.assigned_to_id]
    chosen = others[lead.pk % len(others)] if others else None
    return [one for one in people if one == chosen or one.pk == lead.assigned_to_id]


def team(lead: Lead, now: datetime) -> list[User]:
    """The owner's team; whoever is on shift where nobody has the lead, or an owner is in no team."""
    mates = set()
    if lead.assigned_to is not None:
        mates = set(User.objects.team_mates_of(lead.assigned_to).values_list("pk", flat=True))
    return _people(lead, mates if len(mates) > 1 else {one.pk for one in on_duty(now)})


def managers(lead: Lead, now: datetime) -> list[User]:
    """The Managers, or the Admins where none of them sees it."""
    for role in (roles.MANAGER, roles.ADMIN):
        if found := who_see(lead, User.objects.active().filter(groups__name=role)):
            return found
    return []


def _people(lead: Lead, pks: set[int | None]) -> list[User]:
    return who_see(lead, possible_owners().filter(pk__in=pks - {None}).order_by("pk"))
