"""The calls of a demo clinic: each attempt by telephone was one, and today some called whom nobody answered."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from random import Random

from django.core.files.base import ContentFile

from comms.demo.drawn import silence
from comms.demo.scenes import MISSED
from comms.models import Account, Call, Channel
from comms.services.calls.missed import missed
from comms.services.calls.recordings import place_of
from comms.services.demo.talks import address_of
from leads.models import ContactAttempt, Disposition, Lead
from tenants.audit.origin import as_if
from tenants.storage import PrivateStorage

State, Recording = Call.State, Call.Recording
# Of the patient's leg, what it is called, and how long it may have been in seconds.
ENDED = {
    Disposition.NO_ANSWER: ("no-answer", State.NO_ANSWER, None),
    Disposition.BUSY: ("busy", State.BUSY, None),
    Disposition.VOICEMAIL: ("completed", State.ENDED, (14, 40)),
}
TALKED = ("completed", State.ENDED, (95, 900))


def write_calls(draw: Random, leads: Sequence[Lead], account: Account) -> None:
    """`leads` know their attempts and contacts."""
    Call.objects.bulk_create([_call(draw, one, account, number) for one, number in _tries(leads)], batch_size=1000)


def _tries(leads: Sequence[Lead]) -> Iterable[tuple[ContactAttempt, str]]:
    for lead in leads:
        number = address_of(lead, Channel.SMS)
        for one in lead.contact_attempts.all():
            if number and one.channel == ContactAttempt.Channel.CALL:
                yield one, number


def _call(draw: Random, attempt: ContactAttempt, account: Account, number: str) -> Call:
    """It ended when its result was noted."""
    theirs, state, between = ENDED.get(Disposition(attempt.disposition), TALKED)
    seconds = draw.randint(*between) if between else None
    answered_at = attempt.at - timedelta(seconds=seconds) if seconds else None
    return Call(
        lead_id=attempt.lead_id, account=account, provider_id=_name(), is_out=True, number=number,
        agent=attempt.by, ours="completed", theirs=theirs, state=state,
        at=(answered_at or attempt.at) - timedelta(seconds=20), answered_at=answered_at, ended_at=attempt.at,
        seconds=seconds, attempt=attempt,
    )  # fmt: skip


def miss_calls(leads: Iterable[Lead], account: Account, *, now: datetime) -> None:
    """One each for the first of `leads`, by the way that any missed call goes; some left a word."""
    for lead, (minutes, seconds) in zip(leads, MISSED, strict=False):
        at = now - timedelta(minutes=minutes)
        call = Call.objects.create(
            lead=lead, account=account, provider_id=_name(), is_out=False, number=address_of(lead, Channel.SMS),
            theirs="completed" if seconds else "no-answer", state=State.NO_ANSWER, at=at - timedelta(seconds=25),
            ended_at=at,
        )  # fmt: skip
        if seconds:
            _speak(call, seconds)
        with as_if(at):
            missed({"call": call.pk})


def _speak(call: Call, seconds: int) -> None:
    PrivateStorage().save(place_of(call), ContentFile(silence(seconds)))
    call.recording, call.recording_id, call.recording_seconds = Recording.KEPT, _name("RE"), seconds
    call.save(update_fields=["recording", "recording_id", "recording_seconds"])


def _name(kind: str = "CA") -> str:
    return f"{kind}{uuid.uuid4().hex}"
