"""Who may do what with leads (F:T4). Scope, own or all, is `visible_to` and comes on top."""

from tenants.staff import roles


def grant_roles() -> None:
    for role in roles.ROLES:
        roles.grant(role, ["leads.view_lead", "leads.view_stage"])
    for role in (roles.ADMIN, roles.MANAGER, roles.AGENT):
        roles.grant(role, ["leads.change_lead"])
    for role in (roles.ADMIN, roles.MANAGER):
        roles.grant(role, ["leads.view_leadpayload"])
