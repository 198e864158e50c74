"""Two leads turn out to be one person: one survives, the other leads on to it, and it can be taken back."""

from leads.services.merging_leads.merge import MERGE, Merged, merge_leads, oldest_of
from leads.services.merging_leads.resolving import lead_behind
from leads.services.merging_leads.taking_apart import register_merging

__all__ = ["MERGE", "Merged", "lead_behind", "merge_leads", "oldest_of", "register_merging"]
