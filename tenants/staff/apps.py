from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    name = "tenants.staff"
    label = "staff"
    verbose_name = "Staff"

    def ready(self) -> None:
        from tenants.audit.registry import trail
        from tenants.desk.navigation import CLINIC as CLINIC_SECTION
        from tenants.desk.navigation import navigate
        from tenants.services.after_migration import after_migration
        from tenants.services.forgetting import forgets
        from tenants.staff import roles, visits
        from tenants.staff.beginning import register_first_steps
        from tenants.staff.models import User
        from tenants.staff.permissions import register_people
        from tenants.staff.services.groups import sync_groups

        register_people()
        register_first_steps()
        after_migration(sync_groups, platform=True, version=roles.everything_granted)
        for useless in (visits.expired_sessions, visits.old_attempts, visits.old_logins):
            forgets(useless, in_clinics=True, in_public=True)

        trail(User, secret=["password", "notice_phone"], leave_out=["last_login"], many=["groups"])
        from tenants.staff import logging_in

        logging_in.ready()
        page = "admin:staff_user_changelist"
        navigate(
            _("Staff"), icon="badge", page=page, permission="staff.view_user", section=CLINIC_SECTION, order=10
        )
