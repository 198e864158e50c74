from attribution.models.campaign import Campaign
from attribution.models.credit import Credit, Recount
from attribution.models.source_rule import SourceRule
from attribution.models.touchpoint import Touchpoint

__all__ = ["Campaign", "Credit", "Recount", "SourceRule", "Touchpoint"]
