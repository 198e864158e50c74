from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "tenants.desk"
    label = "desk"
    verbose_name = "Desk"

    def ready(self) -> None:
        from tenants.desk import checks  # noqa: F401  registers itself
        from tenants.desk.access import ANY_STAFF, ANYONE, CLINIC, PLATFORM, SITES, declare
        from tenants.desk.first_steps import first_steps
        from tenants.desk.landing import card
        from tenants.desk.navigation import TODAY, navigate
        from tenants.desk.site_access import declare_site

        declare_site()
        card(
            "desk.first_steps",
            permission=ANY_STAFF,
            order=5,
            template="desk/cards/first_steps.html",
            context=first_steps,
        )
        for name in ("landing", "dashboard"):
            declare(name, ANY_STAFF, site=CLINIC)
        declare("workspace", ANYONE, site=PLATFORM)
        declare("no-such-endpoint", ANYONE)
        for site in SITES:
            navigate(
                _("Today"),
                icon="today",
                page="admin:index",
                permission=ANY_STAFF,
                section=TODAY,
                order=0,
                site=site,
            )
