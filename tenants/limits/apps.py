from django.apps import AppConfig


class LimitsConfig(AppConfig):
    name = "tenants.limits"
    label = "limits"
    verbose_name = "Allowances"

    def ready(self) -> None:
        from tenants.audit.registry import trail
        from tenants.limits.models import Allowance

        trail(Allowance)
