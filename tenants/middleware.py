"""What every request goes through: a log line, its clinic, and what a suspended clinic may still do."""

import time
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from structlog.contextvars import bind_contextvars, clear_contextvars

from tenants import context
from tenants.models import Clinic
from tenants.services import hosts

log = structlog.get_logger(__name__)
Answer = Callable[[HttpRequest], HttpResponse]

UNKNOWN_HOST = b"Not found.\n"
READING = {"GET", "HEAD", "OPTIONS"}


class RequestLogMiddleware:
    """One line a request: route, status, duration in ms. Paths and bodies stay out (H:T18)."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        clear_contextvars()
        request.id = uuid.uuid4().hex
        bind_contextvars(request=request.id)
        started = time.monotonic()
        response = self.get_response(request)
        match = request.resolver_match
        log.info(
            "request",
            method=request.method,
            route=match.route if match else "",
            status=response.status_code,
            ms=round((time.monotonic() - started) * 1000, 1),
        )
        response["X-Request-ID"] = request.id
        return response


class ClinicMiddleware:
    """Host -> clinic or platform; anything else is one constant 404 (H:T12)."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        context.deactivate()
        host = hosts.normalise(request.META.get("HTTP_HOST", ""))
        if host and hosts.is_platform_host(host):
            request.clinic, request.urlconf = None, settings.PLATFORM_URLCONF
            return self.get_response(request)
        clinic = hosts.clinic_of(host) if host else None
        if clinic is None:
            return HttpResponseNotFound(UNKNOWN_HOST, content_type="text/plain")
        return self._serve(request, clinic)

    def _serve(self, request: HttpRequest, clinic: Clinic) -> HttpResponse:
        request.clinic, request.urlconf = clinic, settings.ROOT_URLCONF
        bind_contextvars(clinic=clinic.schema_name)
        context.activate(clinic)
        try:
            return self.get_response(request)
        finally:
            context.deactivate()


def works_while_suspended(view: Callable) -> Callable:
    """Mark a view that takes writes although its clinic is suspended: intake, login, logout (F:T21).

    A view that takes some of them carries a function of the request in place of True.
    """
    view.works_while_suspended = True
    return view


class SuspendedMiddleware:
    """A suspended clinic reads and keeps receiving leads; its staff change nothing (H:T15)."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        clinic = request.clinic
        if clinic is None or clinic.state != Clinic.State.SUSPENDED or request.method in READING:
            return None
        works = getattr(view, "works_while_suspended", False)
        if works(request) if callable(works) else works:
            return None
        if request.path.startswith("/api/"):
            detail = _("This clinic is paused. Nothing was stored.")
            return JsonResponse({"code": "suspended", "detail": detail, "fields": {}}, status=403)
        return render(request, "tenants/suspended.html", {"clinic": clinic}, status=403)
