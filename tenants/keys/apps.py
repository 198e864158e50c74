from django.apps import AppConfig


class KeysConfig(AppConfig):
    name = "tenants.keys"
    label = "keys"
    verbose_name = "API keys"

    def ready(self) -> None:
        from tenants.audit.registry import trail
        from tenants.keys.models import ApiKey

        trail(ApiKey, secret=["secret_hash"])
