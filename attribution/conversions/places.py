"""Where conversions stand on the desk and on the clinic's host."""

from django.utils.translation import gettext_lazy as _

from attribution.conversions.permissions import CHANGE, EXPORT, SEE

PAGE, FILE = "conversions/", "conversions/files/<uuid:conversion_file_id>/"


def register_places() -> None:
    from attribution.conversions.admin import pages
    from tenants.desk.access import BY_LINK, CLINIC, declare
    from tenants.desk.navigation import GROWTH, navigate
    from tenants.desk.pages import register_page

    title, post = _("Conversions"), ("POST",)
    register_page(PAGE, pages.conversions, name="conversions", title=title, permission=SEE, methods=("GET",))
    make = {"title": title, "permission": EXPORT, "methods": post}
    register_page(f"{PAGE}make/", pages.make, name="conversions_make", **make)
    file = {"title": _("Conversion file"), "permission": EXPORT, "methods": ("GET",)}
    register_page(FILE, pages.download, name="conversion_file", **file)
    rules = {"title": _("Settings of conversions"), "permission": SEE, "writing": CHANGE}
    register_page(f"{PAGE}settings/", pages.settings, name="conversion_settings", **rules)
    secret = {"title": _("Address for Google Ads"), "permission": CHANGE, "methods": post}
    register_page(f"{PAGE}address/", pages.address, name="conversion_address", **secret)
    declare("google-ads-export", EXPORT, site=CLINIC)
    declare("google-ads-fetch", BY_LINK, site=CLINIC)
    navigate(title, icon="conversion_path", page="admin:conversions", permission=SEE, section=GROWTH, order=30)
