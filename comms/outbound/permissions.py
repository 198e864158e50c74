"""Who sees what other systems were told, and who connects them (F:T4, T8)."""

from django.utils.translation import gettext_lazy as _

from tenants.staff import roles

SEE, AGAIN, LOOK, CONNECT = (
    "outbound.view_delivery",
    "outbound.change_delivery",
    "outbound.view_connector",
    "outbound.change_connector",
)
WORDS = {
    SEE: _("See deliveries to other systems"),
    AGAIN: _("Have deliveries tried again"),
    LOOK: _("See which other systems are connected"),
    CONNECT: _("Connect other systems"),
}


def grant_roles() -> None:
    for role in (roles.ADMIN, roles.MANAGER):
        roles.grant(role, [SEE, AGAIN, LOOK])
    roles.grant(roles.ADMIN, [CONNECT])
    roles.explain(_("Other systems"), WORDS)
