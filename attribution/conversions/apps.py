from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConversionsConfig(AppConfig):
    name = "attribution.conversions"
    verbose_name = _("Conversions")

    def ready(self) -> None:
        from attribution.conversions.registration import register_rows, register_work

        register_rows()
        register_work()
