"""By what a colleague is rung: their own telephone, or the softphone in their browser."""

import re
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from comms.providers.twilio.token import softphone_token
from crm.lib.errors import InvalidData
from crm.lib.http import is_loopback
from tenants.context import current_clinic
from tenants.settings.services.credentials import use
from tenants.staff.models import User

_CLIENT = re.compile(r"client:clinic-([0-9a-f]{32})_user-(\d{1,18})", re.ASCII)


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


def leg_of(person: User) -> str:
    """What is rung for them; empty where nothing would. A softphone rings with the simulator alone, until the
    provider's program for it is part of the product."""
    if person.phone:
        return person.phone
    return f"client:{identity_of(person)}" if is_loopback(settings.TWILIO_BASE_URL) else ""


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
