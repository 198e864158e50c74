"""Looking at a page because somebody asks for it now (F:I14)."""

from datetime import datetime, timedelta
from time import monotonic

from django.utils.translation import gettext as _

from attribution.meta_leads.models import Connection
from attribution.meta_leads.permissions import CONNECT
from attribution.meta_leads.services.knowing import LOOK
from attribution.meta_leads.services.polling import look_at
from attribution.meta_leads.services.resting import rests_until
from crm.lib.errors import Conflict, NotAllowed, NotThere
from tenants.services.due import pull_forward
from tenants.staff.models import User

PATIENCE = 15.0  # seconds: what is left then comes with the next turn, within a minute


def sync_now(pk: int, *, by: User, now: datetime) -> int:
    """How many leads nobody had told of. Of a broken one too: when Meta shows leads again, it is mended. Raises
    NotAllowed, NotThere, and Conflict while Meta wants us to wait."""
    if not by.has_perm(CONNECT):
        raise NotAllowed(_("Only an Admin connects pages."))
    page = Connection.objects.visible_to(by).filter(pk=pk).first()
    if page is None:
        raise NotThere
    if rests := rests_until(page, now=now):
        minutes = -(-(rests - now) // timedelta(minutes=1))
        raise Conflict(_("Meta asked us to wait. Try again in %(count)d min.") % {"count": minutes})
    found = look_at(page.pk, now=now, end=monotonic() + PATIENCE)
    pull_forward(LOOK, at=now)
    return found
