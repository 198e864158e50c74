from tenants.settings.models.clinic_settings import ClinicSettings
from tenants.settings.models.credential import Credential
from tenants.settings.models.opening import Closure, Holiday, OpeningHours

__all__ = ["ClinicSettings", "Closure", "Credential", "Holiday", "OpeningHours"]
