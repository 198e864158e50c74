from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "tenants.staff"
    label = "staff"
    verbose_name = "Staff"

    def ready(self) -> None:
        from tenants.services.after_migration import after_migration
        from tenants.services.forgetting import forgets
        from tenants.staff import roles, visits
        from tenants.staff.services.groups import sync_groups

        roles.grant(roles.ADMIN, ["staff.view_user"])
        after_migration(sync_groups, platform=True, version=roles.everything_granted)
        for useless in (visits.expired_sessions, visits.old_attempts, visits.old_logins):
            forgets(useless, in_clinics=True, in_public=True)
