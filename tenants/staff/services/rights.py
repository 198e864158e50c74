"""Who may do what to whom among colleagues (H:A11). Asked inside the transaction that writes."""

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _

from crm.lib.errors import Conflict, NotAllowed
from tenants.staff.models import Team, User
from tenants.staff.roles import ADMIN, permissions_of

MANAGE, INVITE = "staff.change_user", "staff.add_user"


def may_manage(by: User, person: User) -> bool:
    """Whether `by` may change this person at all; what of them, the checks below say."""
    return by.is_active and by.has_perm(MANAGE) and not by.is_visitor and not person.is_visitor


def check_manages(by: User, person: User) -> None:
    """Raises NotAllowed for who manages nobody, and for guests of the platform on either side."""
    if person.is_visitor:
        raise NotAllowed(_("This account is a visit of the platform: it ends by itself."))
    if not may_manage(by, person):
        raise NotAllowed(_("Only an Admin changes colleagues."))


def check_grants(by: User, role: str) -> None:
    """Raises NotAllowed for a role that may do something that `by` may not."""
    wanted = permissions_of(role)
    if by.is_superuser or wanted <= by.get_all_permissions():
        return
    raise NotAllowed(_("You cannot give more rights than you have."))


def check_sight(by: User, moved: Iterable[User], teams: Iterable[Team]) -> None:
    """Raises NotAllowed when `by` sees other leads once these people came into these teams, or went (H:A11)."""
    moved = set(moved)
    shared = by.data_scope == User.DataScope.TEAM and by.teams.filter(pk__in=[team.pk for team in teams]).exists()
    if by in moved or (moved and shared):
        raise NotAllowed(_("Nobody changes their own role or what they see. Ask another Admin."))


def lock_admins() -> None:
    """Let one change of roles and accounts through at a time: two Admins who demote each other leave one."""
    Group.objects.select_for_update(no_key=True).get(name=ADMIN)


def check_an_admin_stays(person: User) -> None:
    """Raises Conflict when nobody but `person` could log in as an Admin. Call it after `lock_admins`.

    An Admin who was invited and has no password yet does not count, nor does a guest of the platform.
    """
    others = User.objects.admins().exclude(pk=person.pk)
    if not any(other.has_usable_password() for other in others):
        raise Conflict(_("This is the last Admin. Make somebody else an Admin first."))
