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


def check_unchanged(pk: int, version: str) -> None:
    """Raises Conflict when it is not the team of that version any more; holds it until the transaction ends."""
    if version_of(Team.objects.select_for_update().get(pk=pk)) != version:
        raise Conflict(_("Somebody else changed this team meanwhile."))


@transaction.atomic
def set_members(team: Team, chosen: Iterable[User], *, by: User) -> None:
    """Let these be its people. Whose account is closed stays in it, for the day it opens again.

    Raises NotAllowed for who manages nobody, and when `by` would see more or less by it (H:A11).
    """
    rights.lock_admins()
    Team.objects.select_for_update().get(pk=team.pk)
    by = User.objects.get(pk=by.pk)
    if not by.has_perm(rights.MANAGE) or by.is_visitor:
        raise NotAllowed(_("Only an Admin changes colleagues."))
    wanted = set(chosen)
    offered = set(team.members.active())
    rights.check_sight(by, wanted ^ offered, [team])
    team.members.remove(*(offered - wanted))
    team.members.add(*(wanted - offered))
