"""Files of leads that were made before somebody in them was deleted for good (GDPR Art. 17)."""

import uuid
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from leads.models import Export
from leads.services.exporting.files import remove_files
from tenants.context import clinic_context, current_clinic
from tenants.models import Clinic
from tenants.services.locks import lock_names

LOCK = "leads.exports"  # whoever writes a file down at once, and whoever takes files back, come one after another


def hold_exports() -> None:
    """Until the transaction ends no export begins that whoever recalls files does not see."""
    lock_names([LOCK])


def recall(leads: Collection[int], *, now: datetime) -> None:
    """Files that may hold these leads are gone from here on: those of chosen leads where these are among them, and
    all that were made by a filter, for nobody wrote down whom it found. One that is being made begins anew.

    Part of the transaction that deletes, before the leads go; the files go after its commit, and what a crash
    leaves of them with their rows.
    """
    hold_exports()
    may_hold = Export.objects.filter(Q(ids=None) | Q(ids__overlap=list(leads)))
    # Whoever writes the first part says so at its commit: the rows are locked before they are looked at.
    begun = list(may_hold.filter(ready_at=None).order_by("pk").select_for_update().values_list("pk", flat=True))
    Export.objects.filter(pk__in=begun).update(parts=0, written=0, size=0, place={})
    made = list(may_hold.filter(ready_at__isnull=False, expires_at__gt=now).values_list("pk", flat=True))
    if made:
        Export.objects.filter(pk__in=made).update(expires_at=now)
        clinic = current_clinic()
        transaction.on_commit(lambda: _remove(clinic, made))


def _remove(clinic: Clinic, exports: Iterable[uuid.UUID]) -> None:
    with clinic_context(clinic):
        remove_files(exports)
