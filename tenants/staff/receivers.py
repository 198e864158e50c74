"""What logging in, failing to and logging out leave behind. Django's and axes' signals; nothing of models."""

from typing import Any

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.http import HttpRequest
from django.utils import timezone

from tenants.desk.address import client_address, counted_address
from tenants.staff.adapter import UNKNOWN
from tenants.staff.models import User
from tenants.staff.services import sessions
from tenants.staff.services.addresses import count_failure
from tenants.staff.services.unlocking import told_of_lock

LONGEST_AGENT = UserSession._meta.get_field("user_agent").max_length


def began(sender: object, request: HttpRequest, user: User, **_: Any) -> None:
    """After a login: whose session this is, from where, since when."""
    now = timezone.now()
    sessions.begin(request.session, now)
    if not request.session.session_key:
        request.session.save()
    UserSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "user": user,
            "ip": client_address(request) or UNKNOWN,
            "user_agent": request.META.get("HTTP_USER_AGENT", "").replace("\0", "")[:LONGEST_AGENT],
            "created_at": now,
            "last_seen_at": now,
        },
    )


def failed(sender: object, credentials: dict, request: HttpRequest | None = None, **_: Any) -> None:
    from tenants.audit.services.record import record

    if request is not None and not getattr(request, "axes_locked_out", False):
        count_failure(counted_address(request), now=timezone.now())
        record("login.failed")


def locked(sender: object, request: HttpRequest, username: str, ip_address: str | None, **_: Any) -> None:
    tries = AccessAttempt.objects.filter(username=username, ip_address=ip_address)
    attempt = tries.order_by("-attempt_time").values_list("pk", flat=True).first()
    if attempt:
        told_of_lock(username, attempt=attempt, now=timezone.now())


def ended(sender: object, request: HttpRequest, **_: Any) -> None:
    UserSession.objects.filter(session_key=request.session.session_key or "").delete()
