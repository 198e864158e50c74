"""What somebody sees after too many wrong passwords: until when, and that a colleague is not affected (H:N2)."""

from collections.abc import Mapping
from datetime import datetime
from math import ceil

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

HERE, ADDRESS, ELSEWHERE = "here", "address", "elsewhere"  # one mail from here, all from here, one mail where new
LONGEST_MAIL = 254  # RFC 5321, and the column of User.email


def tried_mail(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str:
    """Whose password was tried, for axes: as accounts are found, so that a new spelling is no new set of tries.

    No longer than a mail can be, and without NUL: axes stores it.
    """
    given = credentials or request.POST
    mail = (given.get("username") or given.get("email") or "").strip().lower()
    return mail.replace("\0", "")[:LONGEST_MAIL]


def locked_out(request: HttpRequest, response: object = None, credentials: dict | None = None) -> HttpResponse:
    """Until 15 minutes after the last try that counted; what is tried meanwhile prolongs nothing."""
    mail = tried_mail(request, credentials)
    tries = AccessAttempt.objects.filter(username=mail, ip_address=request.axes_ip_address)
    last = tries.aggregate(last=Max("attempt_time"))["last"] or timezone.now()
    return _pause(request, last + get_cool_off(request), why=HERE)


def paused(request: HttpRequest, until: datetime) -> HttpResponse:
    """Too many wrong passwords from this address, whatever the mail and the clinic (H:N4)."""
    return _pause(request, until, why=ADDRESS)


def paused_elsewhere(request: HttpRequest, until: datetime) -> HttpResponse:
    """Too many wrong passwords for this mail, and nobody logged in with it from here lately (H:N2)."""
    return _pause(request, until, why=ELSEWHERE)


def _pause(request: HttpRequest, until: datetime, *, why: str) -> HttpResponse:
    words = {"until": until, "why": why}
    response = render(request, "staff/locked_out.html", words, status=429)
    response["Retry-After"] = str(max(1, ceil((until - timezone.now()).total_seconds())))
    return response
