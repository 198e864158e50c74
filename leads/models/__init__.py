from leads.models.enquiry import Enquiry
from leads.models.identity import Identity
from leads.models.lead import Lead, Temperature
from leads.models.payload import LeadPayload
from leads.models.scoring_profile import ScoringProfile
from leads.models.stage import Stage
from leads.models.treatment import Treatment
from leads.models.used_challenge import UsedChallenge

__all__ = [
    "Enquiry",
    "Identity",
    "Lead",
    "LeadPayload",
    "ScoringProfile",
    "Stage",
    "Temperature",
    "Treatment",
    "UsedChallenge",
]
