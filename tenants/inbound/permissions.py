"""Who looks at what providers told, and who has it read again."""

from django.utils.translation import gettext_lazy as _

from tenants.staff import roles

VIEW, CHANGE = "inbound.view_webhookevent", "inbound.change_webhookevent"


def grant_roles() -> None:
    for role in (roles.ADMIN, roles.MANAGER):
        roles.grant(role, [VIEW, CHANGE])
    words = {VIEW: _("See what arrived from outside"), CHANGE: _("Have what arrived read once more")}
    roles.explain(_("Arrived from outside"), words)
