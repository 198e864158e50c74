"""Who may do what with leads (F:T4). Scope, own or all, is `visible_to` and comes on top."""

from django.utils.translation import gettext_lazy as _

from tenants.staff import roles

WORDS = {
    "leads.view_lead": _("See leads"),
    "leads.change_lead": _("Change, give, move and archive leads"),
    "leads.view_leadpayload": _("See arrivals as they came, and have them read again"),
    "leads.view_treatment": _("See the price list"),
    "leads.add_treatment": _("Add to the price list"),
    "leads.change_treatment": _("Change the price list"),
}


def grant_roles() -> None:
    for role in roles.ROLES:
        roles.grant(role, ["leads.view_lead"])
    for role in (roles.ADMIN, roles.MANAGER, roles.AGENT):
        roles.grant(role, ["leads.change_lead"])
    for role in (roles.ADMIN, roles.MANAGER):
        roles.grant(role, ["leads.view_leadpayload"])
    for role in roles.ROLES:
        roles.grant(role, ["leads.view_treatment"])
    for role in (roles.ADMIN, roles.MANAGER):
        roles.grant(role, ["leads.add_treatment", "leads.change_treatment"])
    roles.explain(_("Leads"), WORDS)
