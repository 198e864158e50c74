"""A number that somebody typed: it is rung for the lead that has it."""

from datetime import datetime

from django.utils.translation import gettext as _

from comms.models import Call
from comms.services.calls.ringing import ring
from crm.lib.errors import InvalidData
from crm.lib.phone import e164
from leads.models import Identity, Lead
from tenants.staff.models import User


def dial(typed: str, *, by: User, now: datetime, browser: bool = False) -> Call:
    """Raises InvalidData for what is no number, and for one that no lead of theirs has: a call without a lead would
    be on nobody's page."""
    number = e164(typed)
    if number is None:
        raise InvalidData(_("A number with its country code, like +355691234567."))
    seen = Lead.objects.visible_to(by)
    held = Identity.objects.filter(kind=Identity.Kind.PHONE, value=number, is_valid=True, lead__in=seen).first()
    if held is None:
        raise InvalidData(_("No lead of yours has this number. Add the lead first, or use your own telephone."))
    return ring(held.lead_id, held.pk, by=by, now=now, browser=browser)
