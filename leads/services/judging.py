"""What an arrival is: a lead, one more arrival of a lead, or something that people decide about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from crm.lib.errors import InvalidData
from leads.models import Lead, LeadPayload
from leads.services.announce import announce_held_later
from leads.services.answers import CREATED, Answer, answer_of, take_turn
from leads.services.keeping import keep
from leads.services.reading import Told, read_fields, read_told
from leads.services.receiving import Found, enter
from leads.services.vouching import use
from tenants.keys.services.check import Key
from tenants.services.together import together
from tenants.settings.services.clinic import clinic_settings

HeldFor, Result = LeadPayload.HeldFor, LeadPayload.Result


@dataclass(frozen=True)
class Judged:
    """What was understood: who wrote, the token to spend, and why it has to wait, if it has."""

    told: Told | None = None
    stamp: str = ""
    held_for: str = ""


@transaction.atomic
def judge(payload: LeadPayload, judged: Judged, *, key: Key, idempotency_key: str, now: datetime) -> Answer:
    """Store the arrival with its meaning. Raises Conflict, or InvalidData for a token spent before."""
    with together():
        return _judge(payload, judged, key=key, idempotency_key=idempotency_key, now=now)


def _judge(payload: LeadPayload, judged: Judged, *, key: Key, idempotency_key: str, now: datetime) -> Answer:
    if idempotency_key:
        earlier = take_turn(key, idempotency_key, payload.body)
        if earlier is not None:
            return earlier
        payload.idempotency_key = idempotency_key
    if judged.stamp:
        use(judged.stamp, now=now)
    if judged.held_for:
        hold(payload, judged.held_for, now=now)
    else:
        enter_or_hold(payload, judged.told, now=now)
    return answer_of(payload, key)


def judge_again(payload: LeadPayload, *, parse: Callable[[bytes], object], now: datetime) -> Found:
    """Read a kept arrival by today's rules, in the caller's transaction. Raises as `receive_lead` does, and has
    written nothing then."""
    return enter_or_hold(payload, told_in(payload, parse(bytes(payload.body))), now=now)


def enter_or_hold(payload: LeadPayload, told: Told, *, now: datetime) -> Found:
    """A lead, or a wait for whoever decides about a possible companion."""
    found = enter(payload, told, now=now)
    if found.lead is None:
        hold(payload, HeldFor.COMPANION, now=now, about=found.about)
    return found


def hold(payload: LeadPayload, held_for: str, *, now: datetime, about: Lead | None = None) -> None:
    """Store the arrival outside the pipeline; nobody is told of a robot (F:T24)."""
    payload.held_for, payload.about = held_for, about
    payload.result, payload.status = Result.HELD, CREATED
    keep(payload)
    if held_for != HeldFor.TRAP:
        announce_held_later(payload, now=now)


def told_in(payload: LeadPayload, data: object, *, whole: bool = True) -> Told | None:
    """The person in the data; the fields stay with the payload also when the person is incomplete.

    Raises InvalidData, unless `whole` is False: then nobody is looked for.
    """
    if not isinstance(data, Mapping):
        raise InvalidData("Send one JSON object with the fields of the enquiry.")
    payload.fields, problems = read_fields(data, now=payload.received_at)
    return read_told(payload.fields, problems, clinic_country=_country_hint(payload.fields)) if whole else None


def _country_hint(fields: Mapping[str, object]) -> str:
    """The clinic's own country, asked for when a number came without one only."""
    number = str(fields.get("phone", ""))
    return "" if not number or number.startswith(("+", "00")) else clinic_settings().country
