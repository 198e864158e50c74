from tenants.settings.models.clinic_settings import ClinicSettings
from tenants.settings.models.credential import Credential

__all__ = ["ClinicSettings", "Credential"]
