from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AttributionConfig(AppConfig):
    name = "attribution"
    verbose_name = _("Attribution")

    def ready(self) -> None:
        from attribution.exporting import register_export_columns
        from attribution.models import Touchpoint
        from attribution.permissions import grant_roles
        from attribution.services.touching import COLUMNS, let_go, touch
        from leads.merging import merges
        from leads.person_data import holds_person_data
        from leads.signals import arrival_freed, lead_received

        grant_roles()
        lead_received.connect("attribution.touch", touch)
        arrival_freed.connect("attribution.let_go", let_go)
        merges(Touchpoint, but_for=("kind", "at"), enquiry=True)
        holds_person_data(Touchpoint, "kind", "at", *COLUMNS.values())
        register_export_columns()
