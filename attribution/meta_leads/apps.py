from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MetaLeadsConfig(AppConfig):
    name = "attribution.meta_leads"
    verbose_name = _("Meta lead ads")

    def ready(self) -> None:
        from attribution.meta_leads.notices import register_notices
        from attribution.meta_leads.own_app import register_own_app
        from attribution.meta_leads.permissions import grant_roles
        from attribution.meta_leads.places import register_places
        from attribution.meta_leads.registration import register_rows, register_work

        grant_roles()
        register_rows()
        register_work()
        register_notices()
        register_places()
        register_own_app()
