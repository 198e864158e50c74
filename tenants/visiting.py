"""During a visit of the platform: asked again at each request whether it still lasts (H:T16)."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tenants.models import Visit
from tenants.services.visits import running

SESSION_KEY = "visit"
Answer = Callable[[HttpRequest], HttpResponse]


class VisitMiddleware:
    """`request.visit` for visitors; whoever's visit is over is logged out before any view is asked."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.visit = None
        may_be_one = request.clinic is not None and settings.SESSION_COOKIE_NAME in request.COOKIES
        if may_be_one and getattr(request.user, "is_visitor", False):
            request.visit = self._of(request)
            if request.visit is None:
                logout(request)
        return self.get_response(request)

    def _of(self, request: HttpRequest) -> Visit | None:
        visit_id = request.session.get(SESSION_KEY)
        return running(visit_id, visitor_pk=request.user.pk, now=timezone.now()) if visit_id else None
