"""Who sees what is told to ad platforms, who makes the files, and who says what may leave (F:T4)."""

from django.utils.translation import gettext_lazy as _

from tenants.staff import roles

SEE, EXPORT = "conversions.view_conversionevent", "conversions.export_conversionevent"
CHANGE = "conversions.change_conversionrules"
WORDS = {
    SEE: _("See which conversions ad platforms are told of"),
    EXPORT: _("Make files of conversions for Google Ads"),
    CHANGE: _("Change what ad platforms are told"),
}


def grant_roles() -> None:
    for role in (roles.ADMIN, roles.MANAGER, roles.MARKETING):
        roles.grant(role, [SEE, EXPORT])
    roles.grant(roles.ADMIN, [CHANGE])
    roles.explain(_("Conversions"), WORDS)
