"""Somebody agreed, or took it back: who wrote it down, when, where, to which words (H:G4)."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from leads.models import Channel, Consent, Lead, Purpose
from leads.services.consent.keys import key_of
from leads.services.holding import hold_lead
from tenants.audit.services.record import record
from tenants.staff.models import User

BY_HAND = "by hand"
LONGEST = 5000  # signs of the words


@dataclass(frozen=True)
class Given:
    """What somebody says yes or no to. `words` are what they were shown; `form` is where, `ip` theirs."""

    purpose: str
    channel: str = ""
    source: str = BY_HAND
    words: str = ""
    form: str = ""
    ip: str | None = None


def give(lead_pk: int, given: Given, *, by: User, now: datetime) -> Consent:
    """Write down that they agreed. Raises InvalidData, and as `hold_lead`."""
    return _write(lead_pk, given, is_given=True, by=by, now=now)


def withdraw(lead_pk: int, given: Given, *, by: User, now: datetime) -> Consent:
    """Write down that they took it back. As `give`."""
    return _write(lead_pk, given, is_given=False, by=by, now=now)


def agrees(lead: Lead, purpose: str, channel: str = "") -> bool:
    """What their newest word was, about this way or all of them, under whichever number; no word is no."""
    ways = Q(channel="") | Q(channel=channel)
    said = consents_of(lead).filter(ways, purpose=purpose)
    return bool(said.values_list("is_given", flat=True).first())


def agreeing(leads: Iterable[int], purpose: str, channel: str = "") -> set[int]:
    """Of these leads, those that `agrees` is true of. One query."""
    wanted = set(leads)
    ways = Q(channel="") | Q(channel=channel)
    about = Q(lead__in=wanted) | Q(lead__merged_into__in=wanted)
    said = Consent.objects.filter(ways, about, purpose=purpose).order_by("at", "pk")
    newest = {}
    for lead, merged_into, is_given in said.values_list("lead", "lead__merged_into", "is_given"):
        newest |= {pk: is_given for pk in (lead, merged_into) if pk in wanted}
    return {pk for pk, is_given in newest.items() if is_given}


def consents_of(lead: Lead) -> QuerySet[Consent]:
    """The newest first, with those of leads that were merged into this one: such rows are never changed."""
    return Consent.objects.filter(Q(lead=lead) | Q(lead__merged_into=lead)).order_by("-at", "-id")


def row_of(given: Given, *, address_key: str, is_given: bool) -> dict[str, Any]:
    """The columns of what was said, without whose it is."""
    words = given.words[:LONGEST]
    return {
        "purpose": given.purpose,
        "channel": given.channel,
        "is_given": is_given,
        "source": given.source[:40],
        "text_shown": words,
        "text_hash": hashlib.sha256(given.words.encode()).hexdigest() if given.words else "",
        "form": given.form[:200],
        "ip": given.ip,
        "address_key": address_key,
    }


@transaction.atomic
def _write(lead_pk: int, given: Given, *, is_given: bool, by: User, now: datetime) -> Consent:
    gone = _("This does not exist.")
    known = {"purpose": Purpose.values, "channel": ["", *Channel.values]}
    if wrong := {name: [gone] for name, values in known.items() if getattr(given, name) not in values}:
        raise InvalidData(gone, fields=wrong)
    lead, by = hold_lead(lead_pk, by=by)
    reached = next((one for one in lead.identities.all() if one.is_valid), None)
    key = key_of(reached.kind, reached.value) if reached else ""
    row = row_of(given, address_key=key, is_given=is_given)
    said = Consent.objects.create(lead=lead, at=now, by=by, **row)
    record("lead.agreed" if is_given else "lead.disagreed", lead, note=given.purpose)
    return said
