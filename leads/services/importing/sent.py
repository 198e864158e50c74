"""Lists that programs send: taken once for each name that they give them, and done by a worker (F:I8, I10)."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import Conflict, InvalidData, TooLarge
from leads.models import LeadImport
from leads.services.importing.bringing import bring_in_background
from leads.services.importing.storing import forget
from leads.services.importing.taking import Sender, take_file
from tenants.services.locks import try_lock_name
from tenants.staff.models import User

BULK_SCOPE = "leads:bulk"  # of an API key
MOST_LEADS, MOST_BULK_BYTES = 1000, 2 * 1024**2  # of one JSON body (H:L3)
# The fields of the intake, and what each becomes.
_SAME = ("name", "first_name", "last_name", "email", "phone", "company", "country", "city", "language", "source")
_OTHER = {"treatment": "interest", "message": "note", "notes": "note", "client_ref": "reference"}
_MORE = {"consent": "consent.contact", "created_at": "created"}
AS_IN_INTAKE = {name: name for name in (*_SAME, "sub_source", "partner", "tags", "stage")} | _OTHER | _MORE


@transaction.atomic
def take_sent(
    name: str,
    chunks: Iterable[bytes],
    *,
    mapping: Mapping[str, str] | None = None,
    options: Mapping[str, Any] | None = None,
    by: User | None,
    sender: Sender,
    now: datetime,
) -> LeadImport:
    """Keep it and have it done; `run` is the job. The same Idempotency-Key and bytes are the same job.

    `mapping` None: as remembered or suggested; `options` None: as remembered. Raises as `take_file` and `check`,
    InvalidData for the same key with other bytes, Conflict for one that is being taken at this moment.
    """
    earlier = _earlier(by, sender)
    if earlier is not None:
        if earlier.sha256 != _digest(chunks):
            raise InvalidData(_("This Idempotency-Key was used for another body."))
        return earlier
    brought = take_file(name, chunks, by=by, now=now, sender=sender)
    try:
        chosen = {one: target for one, target in (mapping or brought.mapping).items() if one in brought.header}
        told = brought.options if options is None else options
        bring_in_background(brought.pk, chosen, told, by=by, key_id=sender.key_id, now=now)
    except BaseException:
        forget(brought.stored)
        raise
    brought.refresh_from_db()
    return brought


def lead_lines(leads: object) -> bytes:
    """What programs send as a list of leads, as a file of lines. Raises InvalidData, and TooLarge for too many."""
    if not isinstance(leads, list) or not leads or not all(isinstance(one, Mapping) for one in leads):
        raise InvalidData(_("Send a list of leads, each one JSON object."))
    if len(leads) > MOST_LEADS:
        raise TooLarge(_("At most %(most)d leads at once.") % {"most": MOST_LEADS})
    return b"\n".join(json.dumps(one).encode() for one in leads)


def intake_mapping(leads: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Which field becomes what; a field that the intake does not know is kept with the row and not imported."""
    return {name: target for name, target in AS_IN_INTAKE.items() if any(name in one for one in leads)}


def _earlier(by: User | None, sender: Sender) -> LeadImport | None:
    if sender.idempotency_key is None:
        return None
    whose = f"{sender.key_id}:{by.pk if by else ''}"
    if not try_lock_name(f"sent:{whose}:{sender.idempotency_key}"):
        raise Conflict(_("This Idempotency-Key is being worked on. Send it again in a moment."))
    sent = LeadImport.objects.filter(key_id=sender.key_id, by=by, idempotency_key=sender.idempotency_key)
    return sent.first()


def _digest(chunks: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()
