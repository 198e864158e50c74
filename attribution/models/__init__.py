from attribution.models.campaign import Campaign
from attribution.models.campaign_day import CampaignDay, DayToCount, ReportClock
from attribution.models.credit import Credit, Recount
from attribution.models.rate import Rate
from attribution.models.source_rule import SourceRule
from attribution.models.spend import Spend
from attribution.models.touchpoint import Touchpoint

__all__ = [
    "Campaign",
    "CampaignDay",
    "Credit",
    "DayToCount",
    "Rate",
    "Recount",
    "ReportClock",
    "SourceRule",
    "Spend",
    "Touchpoint",
]
