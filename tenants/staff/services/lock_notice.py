"""What waits behind the bell of somebody whose login was locked. Asked for by the request that locked, written by
the worker: nobody can tell from the time of an answer whether a mail has an account (H:N7)."""

from collections.abc import Mapping

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from tenants.context import is_platform
from tenants.outbox.services.enqueue import enqueue
from tenants.staff.services import unlocking

JOB = "staff.lock_notice"


def tell_later(about: Mapping[str, object], *, key: str) -> None:
    """Part of the transaction that queues the mail, once for its `key`. The platform's own people have no bell."""
    if not is_platform():
        enqueue(kind=JOB, key=f"{JOB}:{key}", payload={**about, "key": key}, due_at=timezone.now())


def tell(payload: Mapping[str, object]) -> None:
    from tenants.notices.services.notify import notify

    attempt, failure = payload.get("attempt"), payload.get("failure")
    user = unlocking.locked_user(attempt) if attempt else unlocking.user_locked_elsewhere(failure)
    if user:
        change = reverse("admin:password_change", urlconf=settings.ROOT_URLCONF)
        notify([user], "login_locked", about={}, link=change, key=str(payload["key"]))
