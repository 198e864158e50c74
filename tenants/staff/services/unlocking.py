"""The way out of a pause for whoever reads the account's mailbox (H:N3)."""

import hashlib
from datetime import datetime

from axes.models import AccessAttempt
from django.core.signing import BadSignature
from django.db import transaction
from django.utils import timezone

from crm.lib.errors import InvalidData
from tenants.services import signing
from tenants.staff.models import User
from tenants.staff.services import links

PURPOSE = "staff.unlock"
SECONDS = 3600
MAIL = "staff.locked"
CLOSED = "This link is too old. The pause is over by now: log in, or set a new password."


@transaction.atomic
def told_of_lock(mail: str, *, attempt: int, now: datetime) -> None:
    """Queue one mail an hour about a pause, whether anybody has this mail or not (H:N7)."""
    from tenants.audit.services.record import record
    from tenants.notices.mail import post

    digest = hashlib.sha256(mail.encode()).hexdigest()[:32]
    record("login.locked", User.objects.filter(email=mail).first())
    post(MAIL, {"attempt": attempt}, key=f"{digest}:{now:%Y%m%d%H}")


def locked_user(attempt_id: object) -> User | None:
    """Whose pause a queued mail is about; in the worker. None when nobody's, or over."""
    attempt = AccessAttempt.objects.filter(pk=attempt_id).first()
    return User.objects.filter(email=attempt.username, is_active=True).first() if attempt else None


def unlock_link(user: User) -> str:
    seal = {"user": user.pk, "until": timezone.now().isoformat()}
    return links.address("unlock", unlock_token=signing.dumps(seal, purpose=PURPOSE))


def behind(token: str) -> tuple[User, datetime]:
    """Whose link this is, and until when wrong tries are forgiven. Raises InvalidData."""
    try:
        seal = signing.loads(token, purpose=PURPOSE, max_age=SECONDS)
    except (BadSignature, ValueError) as wrong:
        raise InvalidData(CLOSED) from wrong
    user = User.objects.filter(pk=seal["user"], is_active=True).first()
    if user is None:
        raise InvalidData(CLOSED)
    return user, datetime.fromisoformat(seal["until"])


@transaction.atomic
def unlock(token: str) -> User:
    """Forget the wrong tries made before the mail was sent; what came after counts. Raises InvalidData."""
    from tenants.audit.services.record import record

    user, until = behind(token)
    gone, _ = AccessAttempt.objects.filter(username=user.email, attempt_time__lte=until).delete()
    if gone:
        record("login.unlocked", user)
    return user
