from collections.abc import Sequence
from datetime import datetime

from leads.history.rows import newest
from leads.models import ImportedLead, Lead
from leads.timeline import CHANGES, Moment
from tenants.staff.models import User


def imported(lead: Lead, reader: User, before: datetime | None, most: int) -> Sequence[Moment]:
    """By which list they came, or were filled, and who brought it."""
    rows = ImportedLead.objects.filter(lead=lead).select_related("brought__by")
    return [_moment(one) for one in newest(rows, before, most)]


def _moment(one: ImportedLead) -> Moment:
    return Moment(one.at, CHANGES, "upload_file", "leads/timeline/imported.html", one.pk, about={"came": one})
