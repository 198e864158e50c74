"""Who came on whose number or mail (HOUSE 17), for the head of both their pages."""

from typing import Any

from leads.models import Lead
from tenants.staff.models import User

SHOWN = 8


def companions_of(lead: Lead, reader: User) -> dict[str, Any]:
    """`holder` is None also when this reader may not see them: then nothing of them is told, no number either."""
    visible = Lead.objects.visible_to(reader).prefetch_related("identities")
    holder = visible.filter(pk=lead.companion_of_id).first() if lead.companion_of_id else None
    return {
        "is_companion": lead.companion_of_id is not None,
        "holder": holder,
        "holder_contacts": list(holder.identities.all()) if holder else [],
        "companions": visible.filter(companion_of=lead).order_by("id")[:SHOWN],
    }
