"""Invitations: an account without a password, and a link that sets one (H:N8)."""

import uuid

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.lib.errors import InvalidData
from tenants.context import is_platform
from tenants.staff.models import User
from tenants.staff.services import links
from tenants.staff.services.mails import usable_mail
from tenants.staff.services.passwords import give_password

CLOSED = _("This link was used already or is too old. Ask your Admin for a new one.")
MAIL = "staff.invitation"


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


@transaction.atomic
def send_invitation(user: User, by: User | None = None) -> None:
    """Mail the link, made when it is sent; each call is a mail. Raises InvalidData for who needs none."""
    from tenants.audit.services.record import record
    from tenants.notices.mail import post

    if not user.is_active or user.has_usable_password():
        raise InvalidData(_("This person has a password already, or the account is closed."))
    record("staff.invited", user)
    post(MAIL, {"user": user.pk}, key=f"{user.pk}:{uuid.uuid4().hex}")


def invitation_link(user: User) -> str:
    """The address to give to the person. Built from the clinic's primary domain, never from a request (H:T13)."""
    return links.link("invitation", user, links.invitations)


def invited(uid: str, token: str) -> User:
    """Whose link this is. Raises InvalidData with one sentence for every way it can be wrong."""
    return links.owner_of(uid, token, links.invitations, closed=InvalidData(CLOSED))


@transaction.atomic
def accept_link(uid: str, token: str, *, password: str) -> User:
    """Set the password. Of two who follow one link at once, one is refused. Raises InvalidData."""
    user = links.use(uid, token, links.invitations, closed=InvalidData(CLOSED))
    accept(user, password=password)
    return user


@transaction.atomic
def accept(user: User, *, password: str) -> None:
    """Set the password; the link is worth nothing afterwards, nor is a session that was open (H:N8)."""
    give_password(user, password, verb="staff.invitation_accepted")
    if not is_platform():
        _tell_admins(user)


def _tell_admins(user: User) -> None:
    from tenants.notices.services.notify import notify

    notify(User.objects.admins().exclude(pk=user.pk), "staff_joined", about={"who": str(user)}, key=str(user.pk))
