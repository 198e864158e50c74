from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SettingsConfig(AppConfig):
    name = "tenants.settings"
    label = "settings"
    verbose_name = "Settings"

    def ready(self) -> None:
        from tenants.audit.registry import trail, words
        from tenants.services.after_migration import after_migration
        from tenants.services.provisioning import data_pack
        from tenants.services.sealing import seals
        from tenants.settings.beginning import register_first_steps
        from tenants.settings.mail_server import register_mail_server
        from tenants.settings.mail_sign_in import register_mail_sign_in
        from tenants.settings.models import ClinicSettings, Closure, Credential, Holiday
        from tenants.settings.permissions import grant_roles
        from tenants.settings.places import register_places
        from tenants.settings.services.clinic import settings_row, start_settings

        grant_roles()
        words(
            {
                "credential.moved": _("changed the server of %(thing)s"),
                "opening.changed": _("changed the opening hours"),
            }
        )
        for model in (ClinicSettings, Closure, Holiday):
            trail(model)
        trail(Credential, secret=["sealed"], leave_out=["endings", "updated_by"])
        seals(Credential, "sealed", in_clinics=True)
        data_pack(start_settings)
        after_migration(settings_row, platform=False)
        register_mail_server()
        register_mail_sign_in()
        register_places()
        register_first_steps()
