"""What attribution tells the floors below when the product starts. Called once, from `apps.ready()`."""

from attribution.models import Campaign, Credit, Recount, SourceRule, Touchpoint
from attribution.services.touching import COLUMNS, let_go, touch
from leads.merging import Policy, merges
from leads.person_data import holds_person_data
from leads.signals import arrival_freed, lead_received
from tenants.audit.registry import trail


def register_rows() -> None:
    """Of a merge the touches go along, and shares are made anew of them (services.counting)."""
    trail(Campaign)
    trail(SourceRule)
    merges(Touchpoint, but_for=("kind", "at"), enquiry=True)
    merges(Credit, Policy.STAY)
    merges(Recount, Policy.STAY)
    told = ("channel", "ctwa_clid", "meta_lead_id", "campaign_id", "adset_id", "adset_name", "ad_id", "ad_name")
    holds_person_data(Touchpoint, "kind", "at", *COLUMNS.values(), *told)
    holds_person_data(Credit, "at")
    holds_person_data(Recount)


def register_work() -> None:
    lead_received.connect("attribution.touch", touch)
    arrival_freed.connect("attribution.let_go", let_go)
