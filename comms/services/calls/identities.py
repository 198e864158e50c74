"""By what a colleague is rung: their own telephone, or the softphone in their browser."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from comms.providers.twilio.token import softphone_token
from crm.lib.errors import HouseError, InvalidData
from crm.lib.http import is_loopback
from tenants.context import current_clinic
from tenants.settings.services.credentials import use
from tenants.staff.models import User

_CLIENT = re.compile(r"client:clinic-([0-9a-f]{32})_user-(\d{1,18})(?:\?.{0,200})?", re.ASCII)
KEYS = ("api_key_sid", "api_key_secret", "application_sid")


def identity_of(person: User) -> str:
    """Made by us, never by a browser: it decides whose calls ring (INTEGRATIONS 5.1)."""
    return f"clinic-{current_clinic().uuid.hex}_user-{person.pk}"


def agent_of(leg: str) -> int | None:
    """The colleague whose softphone or own telephone a leg was; None for another clinic's and for nobody's."""
    if found := _CLIENT.fullmatch(leg):
        is_ours = found[1] == current_clinic().uuid.hex
        return User.objects.filter(pk=int(found[2])).values_list("pk", flat=True).first() if is_ours else None
    people = User.objects.filter(phone=leg, is_active=True) if leg.startswith("+") else User.objects.none()
    return people.order_by("pk").values_list("pk", flat=True).first()


def in_browser() -> bool:
    """Whether browsers are telephones here: the clinic has keys for that, and the provider is no simulator."""
    if is_loopback(settings.TWILIO_BASE_URL):
        return False
    try:
        values = use("twilio")
    except HouseError:
        return False
    return all(values.get(name) for name in KEYS)


def needs_browser(person: User) -> bool:
    """Nothing else would ring for them."""
    return not person.phone and in_browser()


def leg_of(person: User, *, browser: bool = False) -> str:
    """What is rung when they call; empty where nothing would. `browser`: theirs said that it is ready. At the
    simulator somebody without a telephone answers by themselves."""
    if browser and in_browser():
        return f"client:{identity_of(person)}"
    if person.phone:
        return person.phone
    return f"client:{identity_of(person)}" if is_loopback(settings.TWILIO_BASE_URL) else ""


def legs_of(people: Iterable[User]) -> Iterator[str]:
    """All that rings when a patient calls: of each their browser, which does nothing where none is ready, and
    their telephone."""
    with_browser = in_browser()
    for one in people:
        if with_browser:
            yield f"client:{identity_of(one)}"
        if leg := leg_of(one):
            yield leg


def token_for(person: User, *, now: datetime) -> str:
    """A key for this person's browser, for an hour. Raises InvalidData where the clinic has no key for that."""
    values = use("twilio")
    if not values.get("api_key_sid") or not values.get("api_key_secret"):
        raise InvalidData(_("Calls in the browser are not connected. The Admin does that under Integrations."))
    return softphone_token(
        api_key_sid=values["api_key_sid"],
        api_key_secret=values["api_key_secret"],
        account_sid=values["account_sid"],
        application_sid=values.get("application_sid", ""),
        identity=identity_of(person),
        now=now,
    )
