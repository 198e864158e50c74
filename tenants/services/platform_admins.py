"""Who runs this installation: invited, kept out, let in again. Never oneself, never the last one."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.lib.errors import Conflict, InvalidData
from tenants.context import platform_schema
from tenants.staff.models import User
from tenants.staff.services.mails import usable_mail


def invite_platform_admin(*, email: str, full_name: str, by: User) -> User:
    """A new account without a password, and a mail with the link that sets one. Raises InvalidData."""
    from tenants.audit.services.record import record
    from tenants.staff.services.invitations import send_invitation

    mail = usable_mail(email)
    with platform_schema(), transaction.atomic():
        try:
            with transaction.atomic():
                user = User.objects.create_user(mail, full_name=full_name, is_superuser=True)
        except IntegrityError:
            said = _("This mail has an account already.")
            raise InvalidData(said, fields={"email": [said]}) from None
        record("platform_admin.invited", user)
        send_invitation(user, by=by)
    return user


def close_access(person: User, *, by: User) -> None:
    """Out at once, on every browser. Raises Conflict for oneself and for the last who can log in (H:A11, A12).

    Two who close each other at the same moment wait for one another: one of them stays.
    """
    from tenants.audit.services.record import record
    from tenants.services.visits import end_visits_of
    from tenants.staff.services.sessions import end_sessions

    with platform_schema(), transaction.atomic():
        able = {user.pk: user for user in _able_locked()}
        if by.pk not in able:
            raise Conflict(_("Your own access was closed a moment ago."))
        if person.pk == by.pk:
            raise Conflict(_("You cannot close your own access. Ask a colleague."))
        if person.pk in able and len(able) == 1:
            raise Conflict(_("This is the last platform admin: invite another one first."))
        if User.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
            end_sessions(person)
            end_visits_of(person.email, by=str(by), now=timezone.now())
            record("platform_admin.closed", person, changes={"is_active": (True, False)})


def open_access(person: User, *, by: User) -> None:
    """In again, with the password of before. Repeating it changes nothing."""
    from tenants.audit.services.record import record

    with platform_schema(), transaction.atomic():
        if User.objects.filter(pk=person.pk, is_active=False).update(is_active=True):
            record("platform_admin.opened", person, changes={"is_active": (False, True)})


def _able_locked() -> list[User]:
    """Everybody who can run the platform, locked in one order until the transaction ends."""
    return list(User.objects.select_for_update().filter(is_active=True, is_superuser=True).order_by("pk"))
