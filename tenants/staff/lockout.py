"""What somebody sees after too many wrong passwords: until when, and that a colleague is not affected (H:N2)."""

from collections.abc import Mapping

from axes.helpers import get_cool_off
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

LONGEST_MAIL = 254  # RFC 5321, and the column of User.email


def tried_mail(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str:
    """Whose password was tried, for axes: as accounts are found, so that a new spelling is no new set of tries.

    No longer than a mail can be, and without NUL: axes stores it.
    """
    given = credentials or request.POST
    mail = (given.get("username") or given.get("email") or "").strip().lower()
    return mail.replace("\0", "")[:LONGEST_MAIL]


def locked_out(request: HttpRequest, credentials: dict | None = None, *args: object) -> HttpResponse:
    until = timezone.now() + get_cool_off(request)
    response = render(request, "staff/locked_out.html", {"until": until}, status=429)
    response["Retry-After"] = str(int(get_cool_off(request).total_seconds()))
    return response
