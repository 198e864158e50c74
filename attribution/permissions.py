"""Who may see what brought a lead (F:T4)."""

from django.utils.translation import gettext_lazy as _

from tenants.staff import roles

WORDS = {
    "attribution.view_touchpoint": _("See where leads came from"),
    "attribution.change_campaign": _("Arrange campaigns and say what counts where"),
}


def grant_roles() -> None:
    for role in roles.ROLES:
        roles.grant(role, ["attribution.view_touchpoint"])
    for role in (roles.ADMIN, roles.MANAGER, roles.MARKETING):
        roles.grant(role, ["attribution.change_campaign"])
    roles.explain(_("Attribution"), WORDS)
