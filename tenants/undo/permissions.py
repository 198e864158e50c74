"""Who may take back what: their own doing, the Admin anybody's."""

from tenants.staff import roles


def grant_roles() -> None:
    for role in (roles.ADMIN, roles.MANAGER, roles.AGENT):
        roles.grant(role, ["undo.use"])
    roles.grant(roles.ADMIN, ["undo.use_any"])
