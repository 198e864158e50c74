from tenants.models.clinic import Clinic
from tenants.models.domain import Domain
from tenants.models.due import ClinicDue
from tenants.models.heartbeat import Heartbeat
from tenants.models.parked import ParkedEvent
from tenants.models.route import ChannelRoute, KeyRoute
from tenants.models.schema import SchemaState

__all__ = [
    "ChannelRoute",
    "Clinic",
    "ClinicDue",
    "Domain",
    "Heartbeat",
    "KeyRoute",
    "ParkedEvent",
    "SchemaState",
]
