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

        grant_roles()
        registration.register_rows()
        registration.register_work()
        register_export_columns()
        register_pages()
