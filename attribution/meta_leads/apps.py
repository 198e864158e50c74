from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MetaLeadsConfig(AppConfig):
    name = "attribution.meta_leads"
    verbose_name = _("Meta lead ads")
