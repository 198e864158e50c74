"""Who is in a team, and so sees what its people have (F:T9)."""

import hashlib
import json
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import Conflict, NotAllowed
from tenants.staff.models import Team, User
from tenants.staff.services import rights


def version_of(team: Team) -> str:
    """Changes with its name and with who is in it; a page sends back the one it showed."""
    name = Team.objects.values_list("name", flat=True).get(pk=team.pk)
    people = sorted(team.members.values_list("pk", flat=True))
    return hashlib.sha256(json.dumps([name, people]).encode()).hexdigest()[:32]


def check_unchanged(pk: int | None, version: str) -> None:
    """Raises Conflict when it is not the team of that version any more; without one, or a new team, never.

    Call it before anything of the team is written: it is held until the transaction ends, behind the lock that
    `change_person` takes first.
    """
    rights.lock_admins()
    if pk is not None and version and version_of(_held(pk)) != version:
        raise Conflict(_("Somebody else changed this team meanwhile."))


@transaction.atomic
def set_members(team: Team, chosen: Iterable[User], *, by: User) -> None:
    """Let these be its people. Whose account is closed stays in it, for the day it opens again.

    Raises NotAllowed for who manages nobody, and when `by` would see more or less by it (H:A11).
    """
    by = _admin_now(by)
    _held(team.pk)
    wanted = set(chosen)
    offered = set(team.members.active())
    rights.check_sight(by, wanted ^ offered, [team])
    team.members.remove(*(offered - wanted))
    team.members.add(*(wanted - offered))


@transaction.atomic
def delete_team(team: Team, *, by: User) -> None:
    """Its people stay, and are named in the trail. Raises NotAllowed as `set_members`."""
    by = _admin_now(by)
    members = set(_held(team.pk).members.all())
    rights.check_sight(by, members - {by}, [team])
    team.members.remove(*members)
    team.delete()


def _admin_now(by: User) -> User:
    rights.lock_admins()
    by = User.objects.get(pk=by.pk)
    if not by.has_perm(rights.MANAGE) or by.is_visitor:
        raise NotAllowed(_("Only an Admin changes colleagues."))
    return by


def _held(pk: int) -> Team:
    """Without its key: who names it in a row of theirs need not wait."""
    return Team.objects.select_for_update(no_key=True).get(pk=pk)
