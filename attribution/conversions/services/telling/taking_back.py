"""What a platform was told of people who were deleted since, or do not agree any more.

Neither API takes an event back: Google does so by a file of adjustments that somebody uploads, Meta not at all. So
the ledger says what is to be done, and by whom it was (INTEGRATIONS 8.1, 9; Data Manager v1 only ingests events).
"""

import csv
import io
from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from attribution.conversions.models import Destination, Upload
from attribution.conversions.permissions import EXPORT
from attribution.conversions.services.allowed import MINUTE, STEP, Fields, one_of, passed_row
from crm.lib.csvsafe import cell
from crm.lib.errors import NotAllowed
from tenants.audit.services.record import record_many
from tenants.staff.models import User


def file_of_retractions(*, by: User, zone: str, now: datetime) -> bytes:
    """For Google's upload of adjustments: each event by its order ID and its name. Changes nothing."""
    _may(by)
    rows = Upload.objects.visible_to(by).to_take_back().filter(destination__kind=Destination.Kind.GOOGLE)
    found = list(rows.order_by("pk").values_list("reference", "name"))
    fields: Fields = {
        "Order ID": STEP,
        "Conversion Name": one_of({name for _order, name in found}),
        "Adjustment Time": MINUTE,
        "Adjustment Type": one_of(["RETRACT"]),
    }
    written = io.StringIO()
    written.write(f"Parameters:TimeZone={ZoneInfo(zone).key}\n")
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow([*fields, "Adjusted Value", "Adjusted Value Currency"])
    at = f"{now.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}"
    for row in found:
        whole = dict(zip(fields, (*row, at, "RETRACT"), strict=True))
        writer.writerow([*map(cell, passed_row(whole, fields)), "", ""])
    return written.getvalue().encode()


@transaction.atomic
def note_taken_back(ids: Collection[int], *, by: User, now: datetime) -> int:
    """Somebody says that it was done there; how many that was."""
    _may(by)
    seen = Upload.objects.visible_to(by).filter(pk__in=ids).to_take_back()
    seen = seen.filter(destination__kind=Destination.Kind.GOOGLE)
    rows = list(Upload.objects.filter(pk__in=seen.values("pk")).select_for_update(no_key=True).order_by("pk"))
    Upload.objects.filter(pk__in=[row.pk for row in rows]).update(retracted_at=now, retracted_by=by)
    record_many("upload.taken_back", Upload, [(row.pk, f"#{row.pk}", None) for row in rows])
    return len(rows)


def _may(by: User) -> None:
    if not by.has_perm(EXPORT):
        raise NotAllowed(_("Your role does not make files of conversions."))
