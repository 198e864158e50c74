from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "tenants.staff"
    label = "staff"
    verbose_name = "Staff"

    def ready(self) -> None:
        from tenants.services.after_migration import after_migration
        from tenants.staff.services.groups import sync_groups

        after_migration(sync_groups, platform=True)
