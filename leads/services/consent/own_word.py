"""Somebody who wrote STOP writes START: their own word ends what their own word began, and nothing else (H:G7)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from leads.models import Suppression
from leads.services.consent.in_step import keep_in_step
from leads.services.consent.keys import Address, key_of
from leads.services.consent.stopping import hold_addresses
from leads.services.consent.stops import stops_of

Reason = Suppression.Reason


@transaction.atomic
def asked_for_more(
    addresses: Iterable[Address],
    *,
    channel: str,
    purpose: str | None = None,
    source: str,
    now: datetime,
    lead: int | None = None,
) -> int:
    """They want to hear from us again by `channel`: how many stops ended.

    Only those that a STOP of theirs began on that very way, of one `purpose` when it is given. What staff, a bounce
    or an erasure wrote down stays: people lift that (`lift`). A repeat ends nothing more.
    """
    asked = hold_addresses(addresses)
    known = stops_of(asked)
    ended = [
        (one, stop)
        for one in asked
        for stop in known.get(one, ())
        if stop.reason == Reason.STOP and stop.channel == channel and purpose in {None, stop.purpose}
    ]
    Suppression.objects.bulk_create(
        Suppression(
            address_key=key_of(*one),
            channel=stop.channel,
            purpose=stop.purpose,
            is_on=False,
            reason=Reason.LIFTED,
            source=source[:40],
            at=now,
            lead_id=lead,
        )
        for one, stop in ended
    )
    keep_in_step([one for one, _stop in ended], now=now)
    return len(ended)
