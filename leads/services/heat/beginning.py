from datetime import datetime

from leads.models import Heat, Lead
from leads.services.heat.cooling_times import cools_at
from leads.services.rules import lead_rules
from tenants.services.rows import put


def begin_heat(lead: Lead, temperature: str, at: datetime) -> None:
    """The row of a new lead, in the message of its other rows; it cools from `at`, when its person wrote."""
    due = cools_at(temperature, at, rules=lead_rules())
    put(Heat, {"lead_id": lead.pk, "temperature": temperature, "warmed_at": at, "cools_at": due})
