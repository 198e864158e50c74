from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SequencesConfig(AppConfig):
    name = "comms.sequences"
    verbose_name = _("Sequences")

    def ready(self) -> None:
        from comms.sequences.judging_work import register_judging
        from comms.sequences.lead_side import register_lead_side
        from comms.sequences.pages import register_pages
        from comms.sequences.permissions import grant_roles
        from comms.sequences.registration import register_building, register_rows, register_work
        from comms.sequences.results_pages import register_results

        grant_roles()
        register_rows()
        register_work()
        register_building()
        register_judging()
        register_pages()
        register_results()
        register_lead_side()
