"""The demo's site keys and the sample websites of `make run`, which may stand on another port than last time."""

from leads.services.demo import PAGE_KEY_NAME, demo_clinics, site_of
from tenants.context import clinic_context
from tenants.keys.models import ApiKey
from tenants.keys.services.change import change_key
from tenants.models import Clinic


def follow_the_port() -> int:
    """Let the form of each demo clinic work where its website is now; how many keys that changed."""
    return sum(_name_the_page(clinic) for clinic in demo_clinics())


def _name_the_page(clinic: Clinic) -> bool:
    site = site_of(clinic.slug)
    with clinic_context(clinic):
        key = ApiKey.objects.living().filter(name=PAGE_KEY_NAME).first()
        if key is None or site in key.origins:
            return False
        change_key(key, name=key.name, origins=[site, *key.origins[:9]], per_hour=key.per_hour)
    return True
