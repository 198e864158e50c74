"""A clinic with a check against robots, and what its page has done."""

from datetime import datetime

from django.utils import timezone

from crm.testing.puzzles import solved, token
from crm.testing.vendors import OUR_SECRET, VECTORS
from leads.services.captcha.choosing import offered
from leads.services.vouching import Vouched, vouch
from tenants.context import clinic_context
from tenants.keys.models import ApiKey
from tenants.keys.services.check import key_of_row
from tenants.keys.services.issue import issue_key
from tenants.models import Clinic
from tenants.settings.services.clinic import save_settings
from tenants.settings.services.credentials import store

PAGE = "https://clinic.example"
VENDORS = ["turnstile", "hcaptcha", "recaptcha"]
PASSED = VECTORS["recaptcha"]["ok_v3"] | {"hostname": "clinic.example"}


def choose(clinic: Clinic, name: str) -> None:
    with clinic_context(clinic):
        if name in VENDORS:
            store(name, {"site_key": "our-site-key", "secret": OUR_SECRET}, by=None)
        save_settings({"captcha": name})


def solution(clinic: Clinic) -> str:
    """The token of a puzzle that this clinic set now."""
    with clinic_context(clinic):
        return token(solved(offered(timezone.now())["challenge"]))


def just_now(answer: dict[str, object]) -> dict[str, object]:
    return answer | {"challenge_ts": timezone.now().isoformat()}


def ask(
    clinic: Clinic,
    data: dict[str, object],
    *,
    kind: str = "site",
    now: datetime | None = None,
    demanded: bool = True,
    origins: tuple[str, ...] = (PAGE,),
) -> Vouched:
    """`vouch` for what a page of these origins sent, or a server."""
    with clinic_context(clinic):
        issue_key(kind=kind, origins=list(origins) if kind == "site" else None)
        key = key_of_row(ApiKey.objects.latest("pk"))
        return vouch(data, key=key, address="203.0.113.7", now=now or timezone.now(), demanded=demanded)
