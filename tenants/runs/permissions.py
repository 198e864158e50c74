"""Who sees which work in the background: their own, the Admin anybody's."""

from django.utils.translation import gettext_lazy as _

from tenants.staff import roles

WORDS = {
    "runs.view_run": _("See how far their work in the background is"),
    "runs.view_any": _("See anybody's work in the background"),
}


def grant_roles() -> None:
    for role in (roles.ADMIN, roles.MANAGER, roles.AGENT):
        roles.grant(role, ["runs.view_run"])
    roles.grant(roles.ADMIN, ["runs.view_any"])
    roles.explain(_("Work in the background"), WORDS)
