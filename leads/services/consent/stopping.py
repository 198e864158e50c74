"""An address is stopped, or may be written to again. Rows are added, never changed (H:G7)."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData, NotAllowed
from leads.models import Channel, Purpose, Suppression
from leads.services.consent.in_step import keep_in_step, persons_behind
from leads.services.consent.keys import Address, key_of, normal
from leads.services.consent.stops import stops_of
from tenants.services.locks import lock_names
from tenants.staff.models import User

LIFT = "leads.lift_suppression"  # who may say that somebody wants to hear from us again
Reason = Suppression.Reason
STOPS = frozenset(Reason.values) - {Reason.LIFTED}


@transaction.atomic
def suppress(
    addresses: Iterable[Address],
    *,
    reason: str,
    source: str,
    by: User | None,
    now: datetime,
    channel: str = "",
    purpose: str = "",
    lead: int | None = None,
) -> int:
    """Write nothing more to these addresses by `channel`, for `purpose`; empty is any. How many were not stopped.

    Who asked for it is stopped as a person, whatever becomes of the address. Holds the addresses as the front door
    does, so that who writes at this moment is in step, too. A repeat adds nothing. Raises InvalidData for a way,
    purpose or reason that there is not.
    """
    _check(channel, purpose, reason, STOPS)
    asked = hold_addresses(addresses)
    persons = persons_behind(asked) if reason == Reason.ASKED else []
    wanted = [*asked, *(one for one in persons if one not in asked)]
    known = stops_of(wanted)
    fresh = [one for one in wanted if not any(s.covers(channel, purpose) for s in known.get(one, ()))]
    row = {"channel": channel, "purpose": purpose, "reason": reason, "source": source[:40]}
    _add(fresh, [row | {"is_on": True}] * len(fresh), lead=lead, by=by, now=now)
    keep_in_step(fresh, now=now, anew=reason != Reason.BOUNCED)
    return sum(one in asked for one in fresh)


@transaction.atomic
def lift(
    addresses: Iterable[Address],
    *,
    source: str,
    by: User,
    now: datetime,
    channel: str = "",
    lead: int | None = None,
) -> int:
    """They want to hear from us again: end what is in force for these addresses and for who is reached by them, all
    of it or that of one way.

    How many stops ended. By a person with LIFT alone: no file and no program lifts (H:G7). Raises NotAllowed, and
    InvalidData for a way that there is not.
    """
    _check(channel, "", Reason.LIFTED, {Reason.LIFTED})
    asked = hold_addresses(addresses)
    wanted = {*asked, *persons_behind(asked)}
    if not User.objects.get(pk=by.pk).has_perm(LIFT):
        raise NotAllowed(_("Only an Admin or a Manager lifts a stop."))
    known = stops_of(wanted)
    ended = [(one, stop) for one in wanted for stop in known.get(one, ()) if channel in {"", stop.channel}]
    rows = [
        {"channel": s.channel, "purpose": s.purpose, "reason": Reason.LIFTED, "source": source[:40], "is_on": False}
        for _one, s in ended
    ]
    _add([one for one, _stop in ended], rows, lead=lead, by=by, now=now)
    keep_in_step([one for one, _stop in ended], now=now)
    return len(rows)


def hold_addresses(addresses: Iterable[Address]) -> list[Address]:
    """Each once, as it is compared; nobody else stops it, lifts it or arrives by it until the transaction ends."""
    wanted = sorted({(kind, normal(kind, value)) for kind, value in addresses})
    if wanted:
        lock_names(f"{kind}:{value}" for kind, value in wanted)
    return wanted


def _add(
    addresses: Collection[Address], rows: list[dict], *, lead: int | None, by: User | None, now: datetime
) -> None:
    about = {"lead_id": lead or None, "by_id": by.pk if by else None, "at": now}
    Suppression.objects.bulk_create(
        Suppression(address_key=key_of(*address), **row, **about)
        for address, row in zip(addresses, rows, strict=True)
    )


def _check(channel: str, purpose: str, reason: str, reasons: Collection[str]) -> None:
    said = {"channel": (channel, {"", *Channel.values}), "purpose": (purpose, {"", *Purpose.values})}
    said["reason"] = (reason, reasons)
    gone = _("This does not exist.")
    if wrong := {name: [gone] for name, (value, known) in said.items() if value not in known}:
        raise InvalidData(gone, fields=wrong)
