from django.apps import AppConfig


class KeysConfig(AppConfig):
    name = "tenants.keys"
    label = "keys"
    verbose_name = "API keys"

    def ready(self) -> None:
        from tenants.audit.registry import trail, words
        from tenants.keys.activity import WORDS
        from tenants.keys.models import ApiKey
        from tenants.keys.permissions import grant_roles
        from tenants.keys.places import register_places
        from tenants.keys.services.pages import pages_in_step
        from tenants.services.after_migration import after_migration

        grant_roles()
        after_migration(pages_in_step, platform=False)
        trail(ApiKey, secret=["secret_hash", "previous_hash", "text"], leave_out=["last_used_at"])
        words(WORDS)
        register_places()
