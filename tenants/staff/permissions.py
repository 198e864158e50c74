"""Who may do what with colleagues (F:T4). Whose account, tenants.staff.services.rights says on top."""

from django.utils.translation import gettext_lazy as _

from tenants.staff import roles

WORDS = {
    "staff.closed": _("closed the account of %(thing)s"),
    "staff.opened": _("opened the account of %(thing)s"),
    "staff.hours_changed": _("changed the working hours of %(thing)s"),
}

RIGHTS = {
    "staff.view_user": _("See colleagues"),
    "staff.add_user": _("Invite colleagues"),
    "staff.change_user": _("Change colleagues, close and open their accounts"),
    "staff.view_team": _("See teams"),
    "staff.add_team": _("Make new teams"),
    "staff.change_team": _("Change teams"),
    "staff.delete_team": _("Delete teams"),
}


def register_people() -> None:
    from tenants.audit.registry import trail, words
    from tenants.desk.navigation import CLINIC, navigate
    from tenants.staff.models import Team

    people = ["staff.view_user", "staff.add_user", "staff.change_user"]
    roles.grant(roles.ADMIN, [*people, *(f"staff.{do}_team" for do in ("view", "add", "change", "delete"))])
    roles.grant(roles.MANAGER, ["staff.view_user", "staff.view_team"])
    roles.explain(_("Staff"), RIGHTS)
    trail(Team, many=["members"])
    words(WORDS)
    page = "admin:staff_team_changelist"
    navigate(_("Teams"), icon="diversity_3", page=page, permission="staff.view_team", section=CLINIC, order=12)
