from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommsConfig(AppConfig):
    name = "comms"
    verbose_name = _("Conversations")

    def ready(self) -> None:
        from comms.account_pages import register_account_pages
        from comms.calling import register_call_pages, register_calls
        from comms.connections.registration import register_connections
        from comms.inbox_pages import register_inbox
        from comms.notices import register_notices
        from comms.permissions import grant_roles
        from comms.registration import register_rows, register_work
        from comms.services.to_staff.registration import register_carriers
        from comms.texts import register_texts

        grant_roles()
        register_rows()
        register_work()
        register_texts()
        register_connections()
        register_inbox()
        register_calls()
        register_call_pages()
        register_account_pages()
        register_carriers()
        register_notices()
