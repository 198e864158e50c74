"""What attribution tells the floors below when the product starts. Called once, from `apps.ready()`."""

from attribution import receivers
from attribution.models import Campaign, Credit, Recount, SourceRule, Touchpoint
from attribution.services.demo import fill_campaigns
from attribution.services.rounds import COUNT, register_recount
from attribution.services.talking import touch_of_link, touch_of_message
from attribution.services.touching import COLUMNS, let_go, touch
from comms.signals import link_opened, wrote_from_ad
from leads.demo_parts import demo_part
from leads.merging import Policy, merges
from leads.person_data import holds_person_data
from leads.signals import arrival_freed, enquiry_corrected, lead_received, leads_moved, leads_parted, leads_put_away
from tenants.audit.registry import trail
from tenants.services.due import works_in_every_clinic


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
    wrote_from_ad.connect("attribution.touch", touch_of_message)
    link_opened.connect("attribution.touch", touch_of_link)
    arrival_freed.connect("attribution.let_go", let_go)
    leads_moved.connect("attribution.recount", receivers.recount_moved)
    enquiry_corrected.connect("attribution.recount", receivers.recount_corrected)
    leads_put_away.connect("attribution.recount", receivers.recount_put_away)
    leads_parted.connect("attribution.recount", receivers.recount_parted)
    works_in_every_clinic(COUNT)
    demo_part("campaigns", fill_campaigns)
    register_recount()
