"""Groups in step with the code after every migration (F:T4)."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from tenants.staff.roles import ROLES, permissions_of


@transaction.atomic
def sync_groups() -> None:
    """Make the five groups hold exactly what the apps registered: a right that left the code leaves the group.

    A permission that the active schema does not know is skipped.
    """
    known = {
        f"{p.content_type.app_label}.{p.codename}": p for p in Permission.objects.select_related("content_type")
    }
    for role in ROLES:
        group, _ = Group.objects.get_or_create(name=role)
        group.permissions.set([known[name] for name in permissions_of(role) if name in known])
