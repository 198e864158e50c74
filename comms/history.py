"""What calls bring to a lead's timeline (leads.timeline)."""

from collections.abc import Sequence
from datetime import datetime

from comms.models import Call
from leads.history.rows import newest
from leads.models import Lead
from leads.timeline import CALLS, Moment
from tenants.staff.models import User

State = Call.State
ICONS = {State.NO_ANSWER: "phone_missed", State.BUSY: "phone_missed", State.FAILED: "phone_disabled"}


def call_moments(lead: Lead, reader: User, before: datetime | None, most: int) -> Sequence[Moment]:
    """Each call, how long it was, and its recording."""
    rows = Call.objects.filter(lead=lead).exclude(state=State.PLANNED).select_related("agent")
    return [_moment(one) for one in newest(rows, before, most)]


def _moment(call: Call) -> Moment:
    usual = "call_made" if call.is_out else "call_received"
    tone = "pri" if call.state in {State.TALKING, State.ENDED} else ""
    icon = "phone_missed" if call.missed_at else ICONS.get(call.state, usual)
    return Moment(call.at, CALLS, icon, "comms/timeline/call.html", call.pk, tone, {"call": call})
