"""A forgotten password: asked for by anybody, answered by mail to whoever has the account (H:N6, N7)."""

from datetime import datetime, timedelta

from axes.models import AccessFailureLog
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.lib.errors import InvalidData
from tenants.services.locks import lock_names_of_host
from tenants.staff.models import User
from tenants.staff.services import links
from tenants.staff.services.marks import ASKED
from tenants.staff.services.passwords import give_password, tell_owner

CLOSED = _("This link was used already or is older than an hour. Ask for a new one.")
MAIL = "staff.reset"


@transaction.atomic
def ask_reset(email: str, *, address: str | None, now: datetime) -> None:
    """Note it and queue a mail: the same statements whether anybody has this mail or not (H:N7).

    Above RESETS_PER_MAIL or RESETS_PER_ADDRESS in an hour nothing is noted nor queued, and nobody is told so.
    """
    from tenants.notices.mail import post

    mail = email.strip().lower().replace("\0", "")[:254]
    lock_names_of_host([f"reset:{mail}", f"reset:{address}"])
    lately = AccessFailureLog.objects.filter(path_info=ASKED, attempt_time__gt=now - timedelta(hours=1))
    of_mail = lately.filter(username=mail).count()
    of_address = lately.filter(ip_address=address).count()
    if of_mail < settings.RESETS_PER_MAIL and of_address < settings.RESETS_PER_ADDRESS:
        ask = AccessFailureLog.objects.create(username=mail, ip_address=address, path_info=ASKED)
        post(MAIL, {"ask": ask.pk}, key=str(ask.pk))


def asked_by(ask_id: object) -> User | None:
    """Whose reset a queued mail is about; in the worker."""
    ask = AccessFailureLog.objects.filter(pk=ask_id, path_info=ASKED).first()
    return User.objects.active().filter(email=ask.username).first() if ask else None


def reset_link(user: User) -> str:
    return links.link("reset-set", user, links.resets)


def forgetful(uid: str, token: str) -> User:
    """Whose link this is. Raises InvalidData with one sentence for every way it can be wrong."""
    return links.owner_of(uid, token, links.resets, closed=InvalidData(CLOSED))


@transaction.atomic
def reset(uid: str, token: str, *, password: str) -> User:
    """Set the password; the link is worth nothing afterwards and all sessions end. Raises InvalidData."""
    user = links.use(uid, token, links.resets, closed=InvalidData(CLOSED))
    give_password(user, password, verb="staff.password_reset")
    tell_owner(user)
    return user
