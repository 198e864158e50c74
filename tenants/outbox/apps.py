from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "tenants.outbox"
    label = "outbox"
    verbose_name = "Deliveries"

    def ready(self) -> None:
        from tenants.outbox.services.enqueue import SWEEP
        from tenants.services.provisioning import works_in_every_clinic

        works_in_every_clinic(SWEEP)
