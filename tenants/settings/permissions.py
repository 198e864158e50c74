"""Settings are read by those who lead, and changed by the Admin; credentials are the Admin's alone (F:T8)."""

from django.utils.translation import gettext_lazy as _

from tenants.settings.registry import CHANGE, VIEW
from tenants.staff import roles

CREDENTIAL = "settings.change_credential"


def grant_roles() -> None:
    for role in (roles.ADMIN, roles.MANAGER):
        roles.grant(role, [VIEW])
    roles.grant(roles.ADMIN, [CHANGE, CREDENTIAL])
    words = {VIEW: _("See settings"), CHANGE: _("Change settings"), CREDENTIAL: _("Connect other services")}
    roles.explain(_("Settings"), words)
