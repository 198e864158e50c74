"""WhatsApp, Twilio, GoHighLevel and a mail server as their makers have them, with patients who write and answer."""

from comms.providers.simulator import gohighlevel, graph, graph_files, mail, pages, tokens, twilio, voice
from comms.providers.simulator.world import World
from crm.lib.simulating import Host


def plug(host: Host) -> None:
    """Called by the host of the simulator (crm/simulator)."""
    world = host.world = World(host)
    for part in (graph, graph_files, twilio, voice, gohighlevel, mail, tokens, pages):
        part.plug(host, world)
