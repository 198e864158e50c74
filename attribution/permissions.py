"""Who may see what brought a lead (F:T4)."""

from django.utils.translation import gettext_lazy as _

from tenants.staff import roles

WORDS = {"attribution.view_touchpoint": _("See where leads came from")}


def grant_roles() -> None:
    for role in roles.ROLES:
        roles.grant(role, list(WORDS))
    roles.explain(_("Attribution"), WORDS)
