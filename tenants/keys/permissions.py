"""Keys are the Admin's; Marketing manages those that stand in pages (F:0.3, `visible_to`)."""

from django.utils.translation import gettext_lazy as _

from tenants.staff import roles

VIEW, CHANGE, SECRET = "keys.view_apikey", "keys.change_apikey", "keys.secret_apikey"
RIGHTS = {
    VIEW: _("See keys of websites"),
    CHANGE: _("Make, change and revoke keys of websites"),
    SECRET: _("The same with secret keys of servers"),
}


def grant_roles() -> None:
    roles.grant(roles.MARKETING, [VIEW, CHANGE])
    roles.grant(roles.ADMIN, [VIEW, CHANGE, SECRET])
    roles.explain(_("API keys"), RIGHTS)
