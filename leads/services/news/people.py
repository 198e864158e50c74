"""Who hears of a lead: its owner, or those on shift where nobody has it. Always who sees it: a notice names it."""

from datetime import datetime

from leads.models import Lead
from leads.services.owners import possible_owners
from leads.services.sight import who_see
from tenants.staff.models import User
from tenants.staff.services.shifts import is_on_shift, zone_of_clinic


def concerned(lead: Lead, *, but: object, now: datetime) -> list[User]:
    """Without the one whose doing it is, by key."""
    if lead.assigned_to_id is not None:
        people = [lead.assigned_to]
    else:
        people, zone = possible_owners().prefetch_related("hours").order_by("pk"), zone_of_clinic()
        people = [one for one in people if is_on_shift(one, now, clinics_zone=zone)]
    return who_see(lead, [one for one in people if one.pk != but])
