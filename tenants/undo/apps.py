from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UndoConfig(AppConfig):
    name = "tenants.undo"
    label = "undo"
    verbose_name = "Undo"

    def ready(self) -> None:
        from tenants.audit.registry import words
        from tenants.desk.navigation import TODAY, navigate
        from tenants.desk.pages import register_page
        from tenants.services.forgetting import forgets
        from tenants.undo.models import Operation
        from tenants.undo.permissions import grant_roles
        from tenants.undo.views import ledger, take_back

        grant_roles()
        words({"operation.undone": _("took an operation back")})
        forgets(Operation.objects.expired, in_clinics=True)
        register_page("undo/", ledger, name="undo_ledger", title=_("Undo"), permission="undo.use", methods=("GET",))
        register_page(
            "undo/<int:operation_id>/",
            take_back,
            name="undo_take_back",
            title=_("Undo"),
            permission="undo.use",
            methods=("POST",),
        )
        navigate(_("Undo"), icon="undo", page="admin:undo_ledger", permission="undo.use", section=TODAY, order=90)
