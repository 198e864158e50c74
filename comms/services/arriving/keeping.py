"""Each part of a request goes to the clinic that it is for, and to no other (HOUSE 9, H:W5)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from comms.services.arriving.secrets import LISTENING
from crm.lib.parts import Part
from tenants.context import clinic_context
from tenants.inbound.services.keeping import Came, keep
from tenants.models import Clinic
from tenants.services.parking import park
from tenants.services.routes import clinics_of_channel

UNKNOWN = "No clinic has this number or account."
CLOSED = "The clinic of this number takes nothing any more."
ANOTHERS = "Signed by one clinic, for the number of another."


def sort(
    parts: Iterable[Part],
    *,
    provider: str,
    channels: tuple[str, ...],
    signer: Clinic | None,
    about: Mapping[str, str],
    now: datetime,
) -> None:
    """Keep each part in its clinic, all of a clinic's in one transaction; park what belongs to nobody.

    `channels` say where accounts are looked up, the surest first. `signer` is the clinic whose secret fits: its own
    number needs no route, and that of another clinic is never believed. A repeat changes nothing: after a failure
    in between the provider may send all of it again.
    """
    every = list(parts)
    routes = [_routes(channel, every) for channel in channels]
    kept: dict[Clinic, list[Came]] = defaultdict(list)
    for part in every:
        routed = next((route[one] for route in routes for one in part.accounts if one in route), None)
        clinic, reason = _judged(routed, signer)
        if clinic is None:
            waits_for = part.accounts[0] if reason == UNKNOWN and part.accounts else ""
            park(source=provider, reason=reason, body=part.body, account=waits_for, now=now)
        else:
            kept[clinic].append(Came(provider, part.event_id, part.body, about))
    for clinic, events in kept.items():
        with clinic_context(clinic):
            keep(events, now=now)


def _routes(channel: str, parts: list[Part]) -> Mapping[str, Clinic]:
    return clinics_of_channel(channel, (account for part in parts for account in part.accounts))


def _judged(routed: Clinic | None, signer: Clinic | None) -> tuple[Clinic | None, str]:
    """The clinic that may have it, or why nobody may."""
    if routed is not None and signer is not None and routed.pk != signer.pk:
        return None, ANOTHERS
    clinic = routed or signer
    if clinic is None:
        return None, UNKNOWN
    return (clinic, "") if clinic.state in LISTENING else (None, CLOSED)
