from collections.abc import Sequence
from datetime import datetime

from leads.history.rows import newest
from leads.models import Consent, Lead
from leads.timeline import CHANGES, Moment
from tenants.staff.models import User

TEMPLATE = "leads/timeline/consent.html"


def consents(lead: Lead, reader: User, before: datetime | None, most: int) -> Sequence[Moment]:
    """What they agreed to, and took back (H:G4)."""
    rows = Consent.objects.filter(lead=lead).select_related("by")
    return [_moment(one) for one in newest(rows, before, most)]


def _moment(one: Consent) -> Moment:
    icon = "verified_user" if one.is_given else "cancel"
    return Moment(one.at, CHANGES, icon, TEMPLATE, one.pk, "" if one.is_given else "danger", {"consent": one})
