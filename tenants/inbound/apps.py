from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InboundConfig(AppConfig):
    name = "tenants.inbound"
    label = "inbound"
    verbose_name = _("Arrived from outside")

    def ready(self) -> None:
        from tenants.audit.registry import words
        from tenants.inbound.permissions import grant_roles
        from tenants.inbound.places import register_places
        from tenants.inbound.services.forget import read_long_ago
        from tenants.inbound.services.keeping import READ
        from tenants.inbound.services.reading import ended, read_event
        from tenants.outbox.handlers import register
        from tenants.services.forgetting import forgets

        grant_roles()
        register_places()
        words({"inbound.replayed": _("had %(thing)s read once more")})
        register(READ, read_event, repeatable=True, while_suspended=True, ended=ended)
        forgets(read_long_ago, in_clinics=True)
