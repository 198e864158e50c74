from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AttributionConfig(AppConfig):
    name = "attribution"
    verbose_name = _("Attribution")

    def ready(self) -> None:
        from attribution import registration
        from attribution.exporting import register_export_columns
        from attribution.pages import register_pages
        from attribution.permissions import grant_roles
        from attribution.report_registration import register_report
        from attribution.report_rights import grant_report

        grant_roles()
        grant_report()
        registration.register_rows()
        registration.register_work()
        register_export_columns()
        register_pages()
        register_report()
