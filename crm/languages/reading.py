"""The language of an answer: the person's own, else the browser's wish among ours. No cookie says it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import get_supported_language_variant, parse_accept_lang_header

from tenants.staff.services.sessions import clock_of
from tenants.staff.services.shifts import zone_named

Answer = Callable[[HttpRequest], HttpResponse]
LONGEST = 500  # characters of Accept-Language that are read


class BrowsersLanguageMiddleware:
    """Before anything answers, so that also a refusal is in the language that the browser asks for."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = translation.get_language()
        translation.activate(wished(request.META.get("HTTP_ACCEPT_LANGUAGE", "")))
        response = self.get_response(request)
        response.setdefault("Content-Language", translation.get_language())
        patch_vary_headers(response, ["Accept-Language"])
        if not response.streaming:  # what streams is worded while it is sent
            translation.activate(before or settings.LANGUAGE_CODE)
        return response


class PersonsReadingMiddleware:
    """Whoever is logged in reads their own language and their own clock, else the clinic's.

    A request without a session costs no query.
    """

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return self.get_response(request)
        if request.user.language in dict(settings.LANGUAGES):
            translation.activate(request.user.language)
        with timezone.override(zone_named(request.user.time_zone or clock_of(request.session))):
            return self.get_response(request)


def wished(header: str) -> str:
    """The first language of an Accept-Language that we speak; English when there is none."""
    for code, _weight in parse_accept_lang_header(header[:LONGEST].lower()):
        try:
            return settings.LANGUAGE_CODE if code == "*" else get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
