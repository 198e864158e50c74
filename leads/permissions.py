"""Who may do what with leads (F:T4). Scope, own or all, is `visible_to` and comes on top."""

from django.utils.translation import gettext_lazy as _

from tenants.staff import roles

WORDS = {
    "leads.view_lead": _("See leads"),
    "leads.change_lead": _("Change, give, move and archive leads"),
}


def grant_roles() -> None:
    for role in roles.ROLES:
        roles.grant(role, ["leads.view_lead"])
    for role in (roles.ADMIN, roles.MANAGER, roles.AGENT):
        roles.grant(role, ["leads.change_lead"])
    roles.explain(_("Leads"), WORDS)
