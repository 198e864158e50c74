from django.core.exceptions import PermissionDenied
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
