"""Who may take back what: their own doing, the Admin anybody's."""

from django.utils.translation import gettext_lazy as _

from tenants.staff import roles

WORDS = {"undo.use": _("Take back what they did themselves"), "undo.use_any": _("Take back what anybody did")}


def grant_roles() -> None:
    for role in (roles.ADMIN, roles.MANAGER, roles.AGENT):
        roles.grant(role, ["undo.use"])
    roles.grant(roles.ADMIN, ["undo.use_any"])
    roles.explain(_("Undo"), WORDS)
