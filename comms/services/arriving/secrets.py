"""By what a provider is known: the secret of the platform's own app, or of a clinic's (HOUSE 9)."""

from uuid import UUID

from django.conf import settings

from crm.lib.errors import HouseError
from tenants.context import clinic_context
from tenants.models import Clinic
from tenants.services.routes import clinic_named
from tenants.settings.services import credentials

WHATSAPP, TWILIO, META_APP = "whatsapp", "twilio", "meta_app"
# Clinics that still hear. A closing or unfinished one does not exist for the outside (HOUSE 8).
LISTENING = {Clinic.State.ACTIVE, Clinic.State.SUSPENDED}
# Of a kind of credentials, the field and the platform's own setting for it.
_OF_PLATFORM = {
    (WHATSAPP, "app_secret"): "WHATSAPP_APP_SECRET",
    (WHATSAPP, "verify_token"): "WHATSAPP_VERIFY_TOKEN",
    (TWILIO, "auth_token"): "TWILIO_AUTH_TOKEN",
    (META_APP, "app_secret"): "META_APP_SECRET",
    (META_APP, "verify_token"): "META_VERIFY_TOKEN",
}


def whose(clinic_id: UUID | None) -> Clinic | None:
    """The clinic that an address names, when it still hears."""
    clinic = clinic_named(clinic_id) if clinic_id else None
    return clinic if clinic is not None and clinic.state in LISTENING else None


def secret(kind: str, field: str, *, clinic_id: UUID | None, clinic: Clinic | None) -> str:
    """What the request is signed with. Empty, so that nothing fits: not configured, unreadable, no such clinic.

    An address with a clinic in it is that clinic's own app or account: the platform's secret opens none of them.
    """
    if clinic_id is None:
        return getattr(settings, _OF_PLATFORM[kind, field])
    if clinic is None:
        return ""
    with clinic_context(clinic):
        try:
            return credentials.use(kind).get(field, "")
        except HouseError:
            return ""
