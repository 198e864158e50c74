"""A session that lasted too long, or lay unused, is none any more (H:N10); nor is what cannot be one."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tenants.staff.services.sessions import could_be_key, over, use

Answer = Callable[[HttpRequest], HttpResponse]


class PlausibleSessionMiddleware:
    """A session cookie that cannot be one of ours is none: what it holds never reaches the database (H:L4)."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not could_be_key(request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return self.get_response(request)


class SessionLimitsMiddleware:
    """What an open page asks by itself keeps nobody logged in."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            now = timezone.now()
            if over(request.session, now):
                logout(request)
            elif not _asked_by_itself(request) and request.user.is_authenticated:
                use(request.session, now=now)
        return self.get_response(request)


def _asked_by_itself(request: HttpRequest) -> bool:
    """Reading below /api/, or marked by our own scripts: an open tab that nobody looks at."""
    polls = request.method in ("GET", "HEAD") and request.path.startswith("/api/")
    return polls or "X-By-Itself" in request.headers
