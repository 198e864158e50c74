"""Whoever has a role hears of notices; which ones, `visible_to` says: one's own."""

from tenants.staff import roles


def grant_roles() -> None:
    for role in roles.ROLES:
        roles.grant(role, ["notices.view_notice"])
