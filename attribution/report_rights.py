"""Who may see what campaigns brought, and what they cost (F:T4)."""

from django.utils.translation import gettext_lazy as _

from tenants.staff import roles

REPORT, COSTS, CHANGE = "attribution.view_report", "attribution.view_spend", "attribution.change_spend"
WORDS = {
    REPORT: _("See what each campaign brought"),
    COSTS: _("See what campaigns cost"),
    CHANGE: _("Enter what campaigns cost, and exchange rates"),
}


def grant_report() -> None:
    for role in (roles.ADMIN, roles.MANAGER, roles.MARKETING):
        roles.grant(role, list(WORDS))
    roles.grant(roles.READ_ONLY, [REPORT, COSTS])
    roles.explain(_("Attribution"), WORDS)
