"""Links that stand for a permission: who, a proof that is good once, and a host that no request can choose."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import base36_to_int, urlsafe_base64_decode, urlsafe_base64_encode

from crm.lib.errors import InvalidData
from tenants.context import current_clinic, is_platform
from tenants.services import hosts
from tenants.services.signing import scoped_salt
from tenants.staff.models import User


class InvitationTokens(PasswordResetTokenGenerator):
    """Good once (a set password changes it), for PASSWORD_RESET_TIMEOUT, in this clinic only (H:T11, M9)."""

    @property
    def key_salt(self) -> str:
        return scoped_salt("staff.invitation")


class ResetTokens(PasswordResetTokenGenerator):
    """Good once, for RESET_LINK_SECONDS, in this clinic only (H:N6, T11)."""

    @property
    def key_salt(self) -> str:
        return scoped_salt("staff.reset")

    def check_token(self, user: User | None, token: str | None) -> bool:
        if not super().check_token(user, token):
            return False
        made = base36_to_int(token.split("-")[0])
        return self._num_seconds(self._now()) - made <= settings.RESET_LINK_SECONDS

    def _now(self) -> datetime:
        return datetime.now()  # noqa: DTZ005  Django's generator counts in naive local time


invitations, resets = InvitationTokens(), ResetTokens()


def link(name: str, user: User, tokens: PasswordResetTokenGenerator) -> str:
    """The address to mail to the person, on the clinic's primary domain or the platform's own (H:T13)."""
    return address(name, uid=urlsafe_base64_encode(force_bytes(user.pk)), token=tokens.make_token(user))


def address(name: str, **parameters: str) -> str:
    if is_platform():
        return hosts.platform_address() + reverse(name, urlconf=settings.PLATFORM_URLCONF, kwargs=parameters)
    return hosts.address_of(current_clinic()) + reverse(name, urlconf=settings.ROOT_URLCONF, kwargs=parameters)


def owner_of(uid: str, token: str, tokens: PasswordResetTokenGenerator, *, closed: InvalidData) -> User:
    """Whose link this is. Raises `closed` for every way in which it can be wrong."""
    return _good(User.objects.active(), uid, token, tokens, closed)


def use(uid: str, token: str, tokens: PasswordResetTokenGenerator, *, closed: InvalidData) -> User:
    """The same, with the row locked first: of two that use one link at once, one is refused."""
    return _good(User.objects.active().select_for_update(no_key=True), uid, token, tokens, closed)


def _good(
    people: QuerySet[User], uid: str, token: str, tokens: PasswordResetTokenGenerator, closed: InvalidData
) -> User:
    user = people.filter(pk=_number(uid)).first()
    if user is None or not tokens.check_token(user, token):
        raise closed
    return user


def _number(uid: str) -> int | None:
    try:
        number = int(urlsafe_base64_decode(uid).decode())
    except (ValueError, UnicodeDecodeError):
        return None
    return number if 0 < number < 2**63 else None
