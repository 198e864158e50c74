from leads.models.identity import Identity
from leads.models.lead import Lead
from leads.models.payload import LeadPayload
from leads.models.stage import Stage

__all__ = ["Identity", "Lead", "LeadPayload", "Stage"]
