"""Invitations: an account without a password, and a link that sets one (H:N8)."""

from django.contrib.auth.models import Group
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from crm.lib.errors import InvalidData
from tenants.context import current_clinic
from tenants.services import hosts
from tenants.services.signing import scoped_salt
from tenants.staff.models import User
from tenants.staff.services.mails import usable_mail


class InvitationTokens(PasswordResetTokenGenerator):
    """Good once (a set password changes it), for PASSWORD_RESET_TIMEOUT, in this clinic only (H:T11, M9)."""

    @property
    def key_salt(self) -> str:
        return scoped_salt("staff.invitation")


_tokens = InvitationTokens()


@transaction.atomic
def invite(*, email: str, role: str, full_name: str = "") -> User:
    """The account, locked until its owner follows the link; inviting again changes nothing but the role.

    A new account has no password until the link is followed, so nobody can make one in another's name (H:N8);
    somebody who has one keeps it. Raises InvalidData for what is no mail.
    """
    email = usable_mail(email)
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, full_name=full_name)
    user.groups.set([Group.objects.get(name=role)])
    return user


def invitation_link(user: User) -> str:
    """The address to give to the person. Built from the clinic's primary domain, never from a request (H:T13)."""
    path = reverse(
        "invitation",
        urlconf="crm.urls_clinic",
        args=[urlsafe_base64_encode(force_bytes(user.pk)), _tokens.make_token(user)],
    )
    return hosts.address_of(current_clinic()) + path


def invited(uid: str, token: str) -> User:
    """Whose link this is. Raises InvalidData with one sentence for every way it can be wrong."""
    user = User.objects.filter(pk=_number(uid), is_active=True).first()
    if user is None or not _tokens.check_token(user, token):
        raise InvalidData("This link was used already or is too old. Ask your Admin for a new one.")
    return user


@transaction.atomic
def accept(user: User, *, password: str) -> None:
    """Set the password; the link is worth nothing afterwards."""
    user.set_password(password)
    user.save(update_fields=["password"])


def _number(uid: str) -> int | None:
    try:
        return int(urlsafe_base64_decode(uid).decode())
    except (ValueError, UnicodeDecodeError):
        return None
