"""The variables of the website forms, each by its name (F:T26)."""

from collections.abc import Iterable

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from crm.lib.http import is_loopback, is_safe


@register(Tags.security)
def captchas_can_be_asked(app_configs: object, **_: object) -> Iterable[CheckMessage]:
    found = [
        Error(f"{name.upper()}_VERIFY_URL is no https address.", id="leads.E001")
        for name, url in settings.CAPTCHA_URLS.items()
        if not is_safe(url) or (is_loopback(url) and not settings.DEBUG)
    ]
    if settings.ENABLE_CAPTCHA is None:
        found.append(Error("ENABLE_CAPTCHA is 1 or 0.", id="leads.E002"))
    return found
