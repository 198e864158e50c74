"""Who sees the pages of Meta that are connected, and who connects them (F:T4, T8)."""

from django.utils.translation import gettext_lazy as _

from tenants.staff import roles

LOOK, CONNECT = "meta_leads.view_connection", "meta_leads.change_connection"
WORDS = {LOOK: _("See connections of Meta lead ads"), CONNECT: _("Connect Meta lead ads")}


def grant_roles() -> None:
    for role in (roles.ADMIN, roles.MANAGER, roles.MARKETING):
        roles.grant(role, [LOOK])
    roles.grant(roles.ADMIN, [CONNECT])
    roles.explain(_("Meta lead ads"), WORDS)
