from django.apps import AppConfig


class TenantsConfig(AppConfig):
    name = "tenants"
    verbose_name = "Clinics"

    def ready(self) -> None:
        from tenants import checks  # noqa: F401  registers the system checks
        from tenants.audit.registry import trail
        from tenants.letters import register_letters
        from tenants.models import Clinic, Domain, ParkedEvent, Registration
        from tenants.registrations import desk
        from tenants.services.due import works_in_every_clinic
        from tenants.services.forgetting import forgets
        from tenants.services.parking import unclaimed
        from tenants.services.sealing import seals

        trail(Clinic)
        trail(Domain)
        forgets(unclaimed, in_public=True)
        forgets(Registration.objects.came_to_nothing, in_public=True)
        register_letters()
        seals(ParkedEvent, "body", in_clinics=False)
        works_in_every_clinic("tenants.tasks.forget_clinic_rows")
        works_in_every_clinic("tenants.tasks.measure_clinic")
        desk()
