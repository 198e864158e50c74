from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboundConfig(AppConfig):
    name = "comms.outbound"
    label = "outbound"
    verbose_name = _("Other systems")

    def ready(self) -> None:
        from comms.outbound.notices import register_notices
        from comms.outbound.permissions import grant_roles
        from comms.outbound.places import register_places
        from comms.outbound.registration import register_connectors, register_rows, register_work

        grant_roles()
        register_rows()
        register_work()
        register_connectors()
        register_places()
        register_notices()
