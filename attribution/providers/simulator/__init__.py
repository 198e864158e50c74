"""Meta and Google as advertisers meet them: where leads of instant forms come from and where conversions go."""

from attribution.providers.simulator import capi, datamanager, form_pages, lead_graph
from attribution.providers.simulator.lead_world import LeadWorld
from crm.lib.simulating import Host


def plug(host: Host) -> None:
    """Called by the host of the simulator (crm/simulator)."""
    for part in (capi, datamanager):
        part.plug(host)
    pages = host.pages = LeadWorld(host)
    for part in (lead_graph, form_pages):
        part.plug(host, pages)
