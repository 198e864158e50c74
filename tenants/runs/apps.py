from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RunsConfig(AppConfig):
    name = "tenants.runs"
    label = "runs"
    verbose_name = "Work in the background"

    def ready(self) -> None:
        from tenants.audit.registry import words
        from tenants.runs.models import Run
        from tenants.runs.notices import register_notices
        from tenants.runs.pages import register_pages
        from tenants.runs.permissions import grant_roles
        from tenants.runs.services.sweeping import SWEEP
        from tenants.services.due import works_in_every_clinic
        from tenants.services.forgetting import forgets

        grant_roles()
        register_pages()
        register_notices()
        words({"run.stopped": _("stopped work in the background")})
        works_in_every_clinic(SWEEP)
        forgets(Run.objects.expired, in_clinics=True)
