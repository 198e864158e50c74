from attribution.meta_leads.models.connection import Connection, Trouble
from attribution.meta_leads.models.form import Form
from attribution.meta_leads.models.instant_lead import InstantLead

__all__ = ["Connection", "Form", "InstantLead", "Trouble"]
