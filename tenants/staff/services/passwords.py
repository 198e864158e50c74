"""A new password, however it came: other sessions end, the pause ends, and its owner is told (H:N6)."""

import uuid

from django.db import transaction
from django.utils import timezone

from tenants.staff.models import User
from tenants.staff.services.sessions import end_sessions
from tenants.staff.services.tries import forgive

CHANGED_MAIL = "staff.password_changed"


@transaction.atomic
def give_password(user: User, password: str, *, verb: str, except_key: str | None = None) -> None:
    """Set it, and end all sessions but `except_key`. The trail says that it happened, never what it is."""
    from tenants.audit.services.record import record

    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(user, except_key=except_key)
    forgive(user.email, until=timezone.now())
    record(verb, user)


def tell_owner(user: User) -> None:
    """A mail that the password is another one now: it may not have been its owner who changed it."""
    from tenants.notices.mail import post

    with transaction.atomic():
        post(CHANGED_MAIL, {"user": user.pk}, key=f"{user.pk}:{uuid.uuid4().hex}")
