from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, QuerySet, Value
from django.http import HttpRequest
from django.utils import timezone

from tenants.services.visitors import denied_to_visitors
from tenants.staff.models import User


class VisitorRights:
    """Takes from a visitor of the platform what a clinic keeps to itself; gives nobody anything (H:T16).

    Stands before the backends that ask groups: Django stops at the first that raises PermissionDenied.
    """

    def authenticate(self, request: HttpRequest | None, **credentials: object) -> None:
        return None

    def has_perm(self, user: User, perm: str, obj: object = None) -> bool:
        if user.is_visitor:
            over = user.visit_ends_at is None or user.visit_ends_at <= timezone.now()
            if over or denied_to_visitors(perm):
                raise PermissionDenied
        return False


class RightsAtOnce:
    """Reads what somebody may do by hand and by role in one statement, where Django's backend asks two.

    That one stands behind it and decides, by the same sets; this one gives nobody anything.
    """

    def authenticate(self, request: HttpRequest | None, **credentials: object) -> None:
        return None

    def has_perm(self, user: User, perm: str, obj: object = None) -> bool:
        is_known = hasattr(user, "_user_perm_cache") or hasattr(user, "_group_perm_cache")
        if user.is_active and not user.is_superuser and not is_known:
            found = list(_rights(False, user=user).union(_rights(True, group__user=user), all=True))
            user._user_perm_cache = {f"{app}.{name}" for app, name, is_by_role in found if not is_by_role}
            user._group_perm_cache = {f"{app}.{name}" for app, name, is_by_role in found if is_by_role}
        return False


def _rights(by_role: bool, **whose: User) -> QuerySet:
    which = Value(by_role, output_field=BooleanField())
    return Permission.objects.filter(**whose).order_by().values_list("content_type__app_label", "codename", which)
