from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UndoConfig(AppConfig):
    name = "tenants.undo"
    label = "undo"
    verbose_name = "Undo"

    def ready(self) -> None:
        from tenants.audit.registry import words
        from tenants.desk.navigation import TODAY, navigate
        from tenants.runs.registry import runs
        from tenants.services.forgetting import forgets
        from tenants.undo.models import Operation
        from tenants.undo.pages import register_pages
        from tenants.undo.permissions import grant_roles
        from tenants.undo.services.by_pieces import UNDO, step
        from tenants.undo.telling import link_of_run, numbers_of_run, title_of_run

        grant_roles()
        words({"operation.undone": _("took an operation back")})
        forgets(Operation.objects.expired, in_clinics=True)
        register_pages()
        runs(UNDO, step, title_of_run, permission="undo.use", link=link_of_run, counted=numbers_of_run)
        navigate(_("Undo"), icon="undo", page="admin:undo_ledger", permission="undo.use", section=TODAY, order=90)
