"""Two leads turn out to be one person: one survives, the other leads on to it, and it can be taken back."""

from leads.services.merging_leads.choosing import CHOICES, further
from leads.services.merging_leads.merge import MERGE, Merged, PairChanged, merge_leads, oldest_of
from leads.services.merging_leads.resolving import lead_behind
from leads.services.merging_leads.taking_apart import register_merging

__all__ = [
    "CHOICES",
    "MERGE",
    "Merged",
    "PairChanged",
    "further",
    "lead_behind",
    "merge_leads",
    "oldest_of",
    "register_merging",
]
