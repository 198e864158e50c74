from tenants.models.clinic import Clinic
from tenants.models.domain import Domain
from tenants.models.due import ClinicDue
from tenants.models.health import ClinicHealth
from tenants.models.heartbeat import Heartbeat
from tenants.models.parked import ParkedEvent
from tenants.models.registration import Registration
from tenants.models.rest import Rest
from tenants.models.route import ChannelRoute, KeyRoute
from tenants.models.schema import SchemaState
from tenants.models.visit import Visit

__all__ = [
    "ChannelRoute",
    "Clinic",
    "ClinicDue",
    "ClinicHealth",
    "Domain",
    "Heartbeat",
    "KeyRoute",
    "ParkedEvent",
    "Registration",
    "Rest",
    "SchemaState",
    "Visit",
]
