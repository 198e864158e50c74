from comms.outbound.models.connector import Connector
from comms.outbound.models.contact_link import ContactLink
from comms.outbound.models.delivery import Delivery

__all__ = ["Connector", "ContactLink", "Delivery"]
