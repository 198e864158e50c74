"""Where the ad platforms that are told, and the ledger of it, stand on the desk."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from attribution.conversions.permissions import CHANGE, EXPORT, SEE

LEDGER, PLATFORMS = "conversions/ledger/", "conversions/platforms/"


def register_ledger_places() -> None:
    from attribution.conversions.admin import ledger, platforms
    from tenants.desk.pages import register_page

    def page(path: str, view: Any, name: str, title: Any, permission: str, methods: tuple[str, ...]) -> None:
        register_page(path, view, name=name, title=title, permission=permission, methods=methods)

    title = _("Ad platforms")
    page(PLATFORMS, platforms.listed, "conversion_platforms", title, SEE, ("GET",))
    one = {"name": "conversion_platform", "title": title, "permission": SEE, "writing": CHANGE}
    register_page(f"{PLATFORMS}<slug:ad_platform>/", platforms.platform, **one)
    title = _("What ad platforms were told")
    page(LEDGER, ledger.listed, "conversion_ledger", title, SEE, ("GET",))
    page(f"{LEDGER}retractions.csv", ledger.retractions, "conversion_retractions", title, EXPORT, ("GET",))
    page(f"{LEDGER}taken-back/", ledger.taken_back, "conversion_taken_back", title, EXPORT, ("POST",))
