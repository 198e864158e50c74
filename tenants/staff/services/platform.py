"""The platform's own people; their accounts lie in public (H:T16)."""

from django.db import transaction

from tenants.context import platform_schema
from tenants.staff.models import User


def make_platform_admin(*, email: str, password: str) -> User:
    """The account with every right on the platform's site; an existing one gets the new password."""
    with platform_schema(), transaction.atomic():
        email = email.strip().lower()
        user = User.objects.filter(email=email).first() or User(email=email)
        user.is_superuser = user.is_active = True
        user.set_password(password)
        user.save()
        return user
