"""The platform's own people; their accounts lie in public (H:T16)."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from crm.lib.errors import InvalidData
from tenants.context import platform_schema
from tenants.staff.models import User
from tenants.staff.services.mails import usable_mail


def make_platform_admin(*, email: str, password: str) -> User:
    """The account with every right on the platform's site; an existing one gets the new password.

    Raises InvalidData for what is no mail, and for a password that the rules of the house refuse.
    """
    email = usable_mail(email)
    _check(password, email)
    with platform_schema(), transaction.atomic():
        user = User.objects.filter(email=email).first() or User(email=email)
        user.is_superuser = user.is_active = True
        user.set_password(password)
        user.save()
        return user


def _check(password: str, email: str) -> None:
    try:
        password.encode()
        validate_password(password, User(email=email))
    except UnicodeEncodeError:
        raise InvalidData("password: It holds characters that cannot be typed again.") from None
    except ValidationError as weak:
        raise InvalidData("password: " + " ".join(weak.messages), fields={"password": weak.messages}) from weak
