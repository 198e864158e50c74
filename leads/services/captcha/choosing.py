"""Which check against robots the current clinic's website forms make (F:T23)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

from crm.lib.errors import HouseError, ProviderError
from leads.providers.captcha.altcha import Altcha
from leads.providers.captcha.base import Captcha
from leads.providers.captcha.hcaptcha import HCaptcha
from leads.providers.captcha.recaptcha import ReCaptcha
from leads.providers.captcha.siteverify import SiteVerify
from leads.providers.captcha.turnstile import Turnstile
from tenants.services.signing import scoped_salt
from tenants.settings.models.clinic_settings import CaptchaKind
from tenants.settings.services.clinic import clinic_settings
from tenants.settings.services.credentials import use

VENDORS: Mapping[str, type[SiteVerify]] = {vendor.name: vendor for vendor in (Turnstile, HCaptcha, ReCaptcha)}


def chosen() -> str:
    """A CaptchaKind of the current clinic; empty is none."""
    return clinic_settings().captcha


def captcha_called(name: str) -> Captcha:
    """Ready to be asked. Raises ProviderError, permanent, when the clinic has no keys for it that we can read."""
    if name == CaptchaKind.ALTCHA:
        return own_puzzle()
    try:
        return vendor(name, use(name))
    except HouseError:
        raise ProviderError(f"no keys for {name}", permanent=True) from None


def own_puzzle() -> Altcha:
    return Altcha(salted_hmac(scoped_salt("leads.captcha"), "", algorithm="sha256").digest())


def vendor(name: str, values: Mapping[str, str]) -> SiteVerify:
    return VENDORS[name](settings.CAPTCHA_URLS[name], values["secret"], values["site_key"])


def offered(now: datetime) -> dict[str, Any]:
    """What a form needs to make the check; nothing to make where none is chosen, or its keys are gone: what is sent
    then is held."""
    name = chosen()
    if not name:
        return {"provider": ""}
    try:
        captcha = captcha_called(name)
    except ProviderError:
        return {"provider": ""}
    if isinstance(captcha, Altcha):
        return {"provider": name, "challenge": captcha.challenge(now)}
    return {"provider": name, "site_key": captcha.site_key}
