"""Who is in a team, and so sees what its people have (F:T9)."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import NotAllowed
from tenants.staff.models import Team, User


@transaction.atomic
def set_members(team: Team, chosen: Iterable[User], *, by: User) -> None:
    """Let these be its people. Whose account is closed stays in it, for the day it opens again.

    Raises NotAllowed when `by` would come in or go out: nobody changes what they see themselves (H:A11).
    """
    Team.objects.select_for_update().get(pk=team.pk)
    wanted = set(chosen)
    offered = set(team.members.active())
    if by in wanted ^ offered:
        raise NotAllowed(_("Nobody changes their own role or what they see. Ask another Admin."))
    team.members.remove(*(offered - wanted))
    team.members.add(*(wanted - offered))
