"""Whoever has a role hears of notices; which ones, `visible_to` says: one's own."""

from django.utils.translation import gettext_lazy as _

from tenants.staff import roles


def grant_roles() -> None:
    for role in roles.ROLES:
        roles.grant(role, ["notices.view_notice"])
    roles.explain(_("Notices"), {"notices.view_notice": _("Get notices")})
