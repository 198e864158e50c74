"""Meta and Google as advertisers meet them: where conversions go."""

from attribution.providers.simulator import capi, datamanager
from crm.lib.simulating import Host


def plug(host: Host) -> None:
    """Called by the host of the simulator (crm/simulator)."""
    for part in (capi, datamanager):
        part.plug(host)
