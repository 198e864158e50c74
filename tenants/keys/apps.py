from django.apps import AppConfig


class KeysConfig(AppConfig):
    name = "tenants.keys"
    label = "keys"
    verbose_name = "API keys"
