from django.apps import AppConfig


class CrmConfig(AppConfig):
    """The roof as an app, for its static files (brand, look) only."""

    name = "crm"
    verbose_name = "Bridgework"
