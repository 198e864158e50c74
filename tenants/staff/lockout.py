"""What somebody sees after too many wrong passwords: until when, and that a colleague is not affected (H:N2)."""

from axes.helpers import get_cool_off
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone


def locked_out(request: HttpRequest, credentials: dict | None = None, *args: object) -> HttpResponse:
    until = timezone.now() + get_cool_off(request)
    response = render(request, "staff/locked_out.html", {"until": until}, status=429)
    response["Retry-After"] = str(int(get_cool_off(request).total_seconds()))
    return response
