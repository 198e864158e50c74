"""An arrival sent again by a program that did not hear the answer (F:I2)."""

import hashlib
from datetime import timedelta

from leads.models import Lead, LeadPayload
from tenants.services.locks import lock_names

SOON = timedelta(days=1)


def digest_of(payload: LeadPayload) -> str:
    """What these bytes are found by again; it is kept where nobody can be recognised by the contacts in them."""
    return hashlib.sha256(payload.body).hexdigest()


def lead_of_same_bytes(payload: LeadPayload) -> Lead | None:
    """The lead that these very bytes, with this key, belonged to within a day before `payload`, or None.

    For arrivals that nobody can be recognised by. Waits for another arrival of the same bytes, until the
    transaction ends.
    """
    digest = digest_of(payload)
    lock_names([f"bytes:{payload.key_id}:{digest}"])
    same = LeadPayload.objects.filter(digest=digest, key_id=payload.key_id, lead__isnull=False)
    earlier = same.filter(received_at__gte=payload.received_at - SOON).select_related("lead__stage").first()
    return earlier.lead if earlier else None
