from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SequencesConfig(AppConfig):
    name = "comms.sequences"
    verbose_name = _("Sequences")

    def ready(self) -> None:
        from comms.sequences.pages import register_pages
        from comms.sequences.permissions import grant_roles
        from comms.sequences.registration import register_building, register_rows, register_work

        grant_roles()
        register_rows()
        register_work()
        register_building()
        register_pages()
