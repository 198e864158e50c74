"""What stands before every view of the desk, and what leaves it."""

from collections.abc import Callable

import structlog
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils.translation import gettext as _

from crm.lib.errors import NotAllowed
from tenants.desk.access import allows, rule_of, site_of
from tenants.desk.api.errors import refused
from tenants.keys.refusing import refusal_of

log = structlog.get_logger(__name__)
# What a browser asks a page by; Django's admin would answer PROPFIND with a page, too.
OF_A_PAGE = ("GET", "HEAD", "POST")
DOCS = "/api/docs/"  # a page below /api/: whoever is not logged in is led to the login
Answer = Callable[[HttpRequest], HttpResponse]


class PrivatePagesMiddleware:
    """No browser or proxy keeps a page; what is public says so itself in Cache-Control (H:N14)."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Cache-Control", "no-store")
        return response


class AccessMiddleware:
    """Asks the registry before each view, so before any row is read (H:A1, A6, F:T5)."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        name = request.resolver_match.view_name
        rule = rule_of(site_of(request), name, view)
        if rule is None:
            log.error("access.undeclared", address=name)
            raise Http404
        if not allows(rule.asks(request.method), request):
            return self._refused(request)
        of_programs = hasattr(view, "cls") or request.path.startswith("/api/")  # they know their own methods
        return None if of_programs or request.method in OF_A_PAGE else HttpResponseNotAllowed(OF_A_PAGE)

    def _refused(self, request: HttpRequest) -> HttpResponse:
        """Log in first, or not yours: for programs in JSON."""
        known = request.user.is_authenticated
        if request.path.startswith("/api/") and (known or request.path != DOCS):
            return refused(NotAllowed(_("Your role does not include this.")) if known else refusal_of(request))
        if known:
            raise PermissionDenied
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))
