"""Files of messages in the clinic's private storage, under random names (H:X7, X8)."""

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db.models import QuerySet

from comms.models import Attachment
from comms.services.composing import FOLDER, place_of
from comms.services.files.checking import Fit, Unfit, fit
from tenants.storage import PrivateStorage

LEFT_BEHIND = timedelta(days=1)


def keep_file(name: str, content: bytes) -> Attachment:
    """A file that staff send: stored, and not saved before its message is (`write`). Raises Unfit."""
    one = Attachment()
    _store(one, fit(name, content))
    return one


def keep_incoming(one: Attachment, content: bytes) -> Attachment:
    """Store the bytes of a file that a patient sent; its row is the caller's to save. What we do not keep says why,
    and a repeat stores the same again. It may take seconds, so it belongs into no transaction."""
    try:
        _store(one, fit(one.name, content, is_from_patient=True))
    except Unfit as refused:
        one.state, one.refused_for = Attachment.State.REFUSED, refused.why
    return one


def forget(one: Attachment) -> None:
    """The bytes of a file whose message is gone."""
    PrivateStorage().delete(place_of(one))


def forget_left_behind(*, now: datetime) -> int:
    """Files whose message was never written or is gone: the transaction failed after they were stored, or somebody
    was erased. How many went."""
    storage = PrivateStorage()
    found = storage.keys_left_in(FOLDER, before=now - LEFT_BEHIND)
    known = set(Attachment.objects.filter(pk__in=found).values_list("pk", flat=True))
    for key in found - known:
        storage.delete(f"{FOLDER}/{key}")
    return len(found - known)


def files_of(leads: Collection[int]) -> list[str]:
    """Where the bytes lie of all that was written with these leads."""
    theirs = Attachment.objects.filter(message__conversation__lead__in=leads, state=Attachment.State.STORED)
    return [place_of(one) for one in theirs.only("pk")]


def no_rows(now: datetime) -> QuerySet[Attachment]:
    """A row goes with its message; only files are left behind."""
    return Attachment.objects.none()


def _store(one: Attachment, found: Fit) -> None:
    storage = PrivateStorage()
    storage.delete(place_of(one))
    storage.save(place_of(one), ContentFile(found.content))
    one.name, one.mime, one.size = found.name, found.mime, len(found.content)
    one.sha256 = hashlib.sha256(found.content).hexdigest()
    one.state, one.refused_for = Attachment.State.STORED, ""
