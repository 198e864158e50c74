"""Recordings: fetched from the provider into the clinic's own storage, and heard by whoever sees the lead."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.core.files.base import ContentFile, File
from django.db import transaction

from comms.connections import opening
from comms.models import Call
from comms.providers.twilio.calls import delete_recording, fetch_recording
from comms.services.calls import live
from comms.services.calls.rules import call_rules
from crm.lib.errors import AnswerTooLong, HouseError, NotThere, ProviderError
from tenants.outbox.handlers import Ended, GiveUp, TryAgain
from tenants.outbox.models import DeliveryLog
from tenants.settings.services.credentials import use
from tenants.staff.models import User
from tenants.storage import PrivateStorage

RECORDING = "comms.recording"
FOLDER = "recordings"
HEAR = "comms.view_conversation"  # what was said aloud is as private as what was written
LEFT_BEHIND = timedelta(days=1)


def fetch(payload: Mapping[str, object]) -> None:
    """A repeatable job: stored here, and then, as the clinic wants it, deleted at the provider. Where the deletion
    failed it is tried again, without fetching once more."""
    call = Call.objects.filter(pk=int(payload["call"])).first()
    if call is None:
        return
    try:
        account = opening.twilio(use("twilio"))
        if call.recording != Call.Recording.KEPT:
            _keep(call, fetch_recording(account, call.recording_id))
        if call_rules().deletes_recordings:
            delete_recording(account, call.recording_id)
    except AnswerTooLong as endless:
        raise GiveUp(str(endless)) from endless
    except ProviderError as no:
        raise (GiveUp if no.permanent else TryAgain)(str(no)) from no
    except HouseError as unready:
        raise TryAgain(str(unready)) from unready


def ended(told: Ended) -> None:
    """Nothing came, and nobody tries any more."""
    if told.outcome == DeliveryLog.Outcome.FAILED:
        waiting = Call.objects.filter(pk=int(told.payload["call"]), recording=Call.Recording.WAITING)
        waiting.update(recording=Call.Recording.LOST)


def _keep(call: Call, sound: bytes) -> None:
    storage, place = PrivateStorage(), place_of(call)
    if storage.exists(place):
        storage.delete(place)
    storage.save(place, ContentFile(sound))
    with transaction.atomic():
        Call.objects.filter(pk=call.pk).update(recording=Call.Recording.KEPT)
        live.changed(call)


def place_of(call: Call) -> str:
    return f"{FOLDER}/{call.reference}"


def recordings_of(leads: Collection[int]) -> list[str]:
    """Where those of calls with these leads lie."""
    return [place_of(call) for call in Call.objects.filter(lead__in=leads, recording=Call.Recording.KEPT)]


def forget_left_behind(*, now: datetime) -> int:
    """Recordings of calls that are gone; how many went."""
    storage = PrivateStorage()
    found = storage.keys_left_in(FOLDER, before=now - LEFT_BEHIND)
    known = set(Call.objects.filter(reference__in=found).values_list("reference", flat=True))
    for key in found - known:
        storage.delete(f"{FOLDER}/{key}")
    return len(found - known)


def listen(pk: int, *, by: User) -> File:
    """The sound, MP3. Raises NotThere for a call of a lead that `by` does not see, for one without it, and for who
    does not read what patients write either."""
    call = Call.objects.visible_to(by).filter(pk=pk, recording=Call.Recording.KEPT).first()
    if call is None or not by.has_perm(HEAR):
        raise NotThere
    try:
        return PrivateStorage().open(place_of(call))
    except FileNotFoundError:
        raise NotThere from None
