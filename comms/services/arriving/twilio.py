"""Twilio's webhooks: verified over the public address and all fields, kept, and only then answered (H:W1, W4)."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import structlog

from comms.providers.twilio.reading import accounts_in, event_of
from comms.services.arriving.keeping import sort
from comms.services.arriving.secrets import TWILIO, secret, whose
from crm.lib.errors import NotAllowed, NotKnown
from crm.lib.parts import Part
from crm.lib.signing import SHARED_KEY, algorithm_of, is_of_shared_key, is_of_twilio
from tenants.models import Clinic

log = structlog.get_logger(__name__)

CHANNELS = ("twilio_number", "twilio_account")
SIGNATURE, SETTINGS = "X-Twilio-Signature", "X-Twilio-Webhooks-Signature-Settings"
FORM = "application/x-www-form-urlencoded"


def arrived(
    body: bytes, *, url: str, content_type: str, headers: Mapping[str, str], clinic_id: UUID | None, now: datetime
) -> None:
    """Keep what it tells. `url` is the public one that Twilio was given, as it was given.

    Raises NotKnown without a signature, NotAllowed for one that does not fit.
    """
    clinic = whose(clinic_id)
    if not headers.get(SIGNATURE):
        raise NotKnown("Sign the request.")
    if not _is_signed(body, url, content_type, headers, _keys(clinic_id, clinic)):
        log.warning("webhook.refused", provider=TWILIO)
        raise NotAllowed("This signature does not fit.")
    part = Part(accounts_in(body), event_of(body), body)
    query = url.partition("?")[2]
    sort([part], provider=TWILIO, channels=CHANNELS, signer=clinic, about={"query": query}, now=now)


def _keys(clinic_id: UUID | None, clinic: Clinic | None) -> tuple[str, str]:
    """The auth token and, where a clinic has one, the shared key of the beta."""
    token = secret(TWILIO, "auth_token", clinic_id=clinic_id, clinic=clinic)
    return token, secret(TWILIO, "webhook_key", clinic_id=clinic_id, clinic=clinic) if clinic else ""


def _is_signed(body: bytes, url: str, content_type: str, headers: Mapping[str, str], keys: tuple[str, str]) -> bool:
    token, shared = keys
    is_form = content_type.partition(";")[0].strip().lower() == FORM
    signature, algorithm = headers.get(SIGNATURE, ""), algorithm_of(headers.get(SETTINGS, ""))
    if algorithm == SHARED_KEY:
        return is_of_shared_key(url, body, signature, shared, is_form=is_form)
    return not algorithm and is_of_twilio(url, body, signature, token, is_form=is_form)
