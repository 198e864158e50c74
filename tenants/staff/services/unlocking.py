"""The way out of a pause for whoever reads the account's mailbox (H:N3)."""

import hashlib
from datetime import datetime

from axes.models import AccessAttempt, AccessFailureLog
from django.conf import settings
from django.core.signing import BadSignature
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.lib.errors import InvalidData
from tenants.services import signing
from tenants.services.locks import lock_names_of_host
from tenants.staff.models import User
from tenants.staff.services import links
from tenants.staff.services.marks import LOCKED, LOCKED_ELSEWHERE
from tenants.staff.services.tries import forgive, unforgiven, wrong

PURPOSE = "staff.unlock"
SECONDS = 3600
MAIL, MAIL_ELSEWHERE = LOCKED, LOCKED_ELSEWHERE
CLOSED = _("This link is too old. The pause is over by now: log in, or set a new password.")
SPENT = _("This link is spent: wrong passwords were typed after it was sent. Use the newest mail.")


@transaction.atomic
def told_of_lock(mail: str, *, attempt: int, now: datetime) -> None:
    """Queue one mail an hour about a pause and write one line, whether anybody has this mail or not (H:N7)."""
    _tell(MAIL, mail, {"attempt": attempt}, now)


@transaction.atomic
def told_of_pause_elsewhere(mail: str, *, now: datetime) -> None:
    """The same about the pause of all addresses that are not known for this mail (H:N2)."""
    last = wrong(mail, now=now).values_list("pk", flat=True).first()
    _tell(MAIL_ELSEWHERE, mail, {"failure": last}, now)


def _tell(kind: str, mail: str, about: dict[str, object], now: datetime) -> None:
    from tenants.audit.services.record import record
    from tenants.notices.mail import post
    from tenants.staff.services.lock_notice import tell_later

    lock_names_of_host([f"told:{mail}"])
    if unforgiven(mail, now=now).filter(path_info=kind).exists():
        return  # the trail keeps what is written for ever: a pause that is tried at adds nothing
    mark = AccessFailureLog.objects.create(username=mail, path_info=kind)
    digest = hashlib.sha256(mail.encode()).hexdigest()[:32]
    record("login.locked", User.objects.filter(email=mail).first())
    key = f"{digest}:{mark.pk}"
    post(kind, about, key=key)
    tell_later(about, key=f"{kind}:{key}")


def locked_user(attempt_id: object) -> User | None:
    """Whose pause a queued mail is about; in the worker. None when nobody's, or over."""
    return _owner(AccessAttempt.objects.filter(pk=attempt_id).first())


def user_locked_elsewhere(failure_id: object) -> User | None:
    return _owner(AccessFailureLog.objects.filter(pk=failure_id).first())


def _owner(tried: AccessAttempt | AccessFailureLog | None) -> User | None:
    return User.objects.active().filter(email=tried.username).first() if tried else None


def unlock_link(user: User) -> str:
    seal = {"user": user.pk, "until": timezone.now().isoformat()}
    return links.address("unlock", unlock_token=signing.dumps(seal, purpose=PURPOSE))


def behind(token: str) -> tuple[User, datetime]:
    """Whose link this is, and until when wrong tries are forgiven. Raises InvalidData."""
    try:
        seal = signing.loads(token, purpose=PURPOSE, max_age=SECONDS)
    except (BadSignature, ValueError) as wrong:
        raise InvalidData(CLOSED) from wrong
    user = User.objects.active().filter(pk=seal["user"]).first()
    if user is None:
        raise InvalidData(CLOSED)
    return user, datetime.fromisoformat(seal["until"])


@transaction.atomic
def unlock(token: str, *, address: str | None) -> User:
    """Forget the wrong tries made before the mail was sent; what came after counts. Raises InvalidData, also when
    only such are left: another mail is on its way then.

    Whoever has the mailbox may log in from `address`, though others go on trying elsewhere.
    """
    from tenants.audit.services.record import record

    user, until = behind(token)
    if forgive(user.email, until=until, address=address):
        record("login.unlocked", user)
    elif AccessAttempt.objects.filter(
        username=user.email, failures_since_start__gte=settings.AXES_FAILURE_LIMIT
    ).exists():
        raise InvalidData(SPENT)
    return user
