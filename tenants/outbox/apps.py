from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "tenants.outbox"
    label = "outbox"
    verbose_name = "Deliveries"

    def ready(self) -> None:
        from tenants.outbox.services.enqueue import SWEEP
        from tenants.outbox.services.forget import done_long_ago
        from tenants.services.due import works_in_every_clinic
        from tenants.services.forgetting import forgets

        works_in_every_clinic(SWEEP)
        forgets(done_long_ago, in_clinics=True)
