"""Headers that every answer has, whoever gave it: a view, an error, a file, or an early refusal (H:N11, N14)."""

from collections.abc import Callable

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from crm.lib.browser_features import only
from tenants.keys.readers import tell_browser

PERMISSIONS = only()  # a page that needs one (the softphone) says so in its own header
# For what is no page: nothing may be loaded, framed or sent from it.
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
SANDBOX = "sandbox"  # what a file of a patient says of itself: nothing in it may run, even as a page of its own
PAGES = ("text/html", "application/xhtml+xml")


class PolicyMiddleware(CSPMiddleware):
    """The policy of pages. What is no page gets NOTHING from HeadersMiddleware, whatever this would say."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        is_page = response.get("Content-Type", "").startswith(PAGES)
        return super().process_response(request, response) if is_page else response


class HeadersMiddleware:
    """Outside of all others: what they did not say, this says."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in _common(secure=request.is_secure()).items():
            response.setdefault(name, value)
        tell_browser(request, response)
        kind = response.get("Content-Type", "")
        if not kind.startswith(PAGES):
            is_boxed = response.get("Content-Security-Policy") == SANDBOX
            response["Content-Security-Policy"] = f"{NOTHING}; {SANDBOX}" if is_boxed else NOTHING
        elif not (settings.DEBUG and response.status_code in {404, 500}):  # Django's own pages for developers
            response.setdefault("Content-Security-Policy", NOTHING)
        return response


def of_no_page(*, secure: bool) -> dict[str, str]:
    """What an answer has that Django does not give: those of the live process (tenants.live.headers)."""
    return _common(secure=secure) | {"Content-Security-Policy": NOTHING}


def _common(*, secure: bool) -> dict[str, str]:
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
        "Permissions-Policy": PERMISSIONS,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
    if settings.SECURE_CROSS_ORIGIN_OPENER_POLICY:  # a browser ignores it on plain http, and says so
        headers["Cross-Origin-Opener-Policy"] = settings.SECURE_CROSS_ORIGIN_OPENER_POLICY
    if settings.SECURE_HSTS_SECONDS and secure:
        headers["Strict-Transport-Security"] = _hsts()
    return headers


def _hsts() -> str:
    below = "; includeSubDomains" if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS else ""
    return f"max-age={settings.SECURE_HSTS_SECONDS}{below}"
