from django.apps import AppConfig
from django.db.models.signals import pre_delete
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "tenants.audit"
    label = "audit"
    verbose_name = "Audit"

    def ready(self) -> None:
        from tenants.audit.receivers import people_stay
        from tenants.audit.registry import words
        from tenants.audit.words import OWN
        from tenants.desk.navigation import CLINIC, PLATFORM, navigate
        from tenants.staff import roles
        from tenants.staff.models import User

        words(OWN)
        pre_delete.connect(people_stay, sender=User, dispatch_uid="audit.people_stay")
        for role in (roles.ADMIN, roles.MANAGER):
            roles.grant(role, ["audit.view_entry"])
        roles.grant(roles.ADMIN, ["audit.export_entry"])
        rights = {"audit.view_entry": _("See the activity"), "audit.export_entry": _("Download the activity")}
        roles.explain(_("Activity"), rights)
        activity = {"icon": "history", "page": "admin:audit_entry_changelist", "permission": "audit.view_entry"}
        navigate(_("Activity"), section=CLINIC, order=90, **activity)
        navigate(_("Activity"), section=PLATFORM, order=90, site="platform", **activity)
