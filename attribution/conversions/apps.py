from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConversionsConfig(AppConfig):
    name = "attribution.conversions"
    verbose_name = _("Conversions")

    def ready(self) -> None:
        from attribution.conversions.ledger import register_ledger, register_telling
        from attribution.conversions.ledger_places import register_ledger_places
        from attribution.conversions.permissions import grant_roles
        from attribution.conversions.places import register_places
        from attribution.conversions.registration import register_rows, register_work

        grant_roles()
        register_rows()
        register_work()
        register_ledger()
        register_telling()
        register_ledger_places()
        register_places()
