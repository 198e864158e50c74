"""WhatsApp's webhook: verified over the bytes, taken apart, kept, and only then answered (H:W1, W4, W8)."""

import re
from datetime import datetime
from uuid import UUID

import structlog

from comms.providers.whatsapp.splitting import split
from comms.services.arriving.keeping import sort
from comms.services.arriving.secrets import WHATSAPP, secret, whose
from crm.lib.errors import NotAllowed, NotKnown, Unreadable
from crm.lib.signing import is_of_meta, same
from tenants.models import Clinic

log = structlog.get_logger(__name__)

CHANNELS = ("whatsapp_number", "whatsapp_account")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{1,200}", re.ASCII)


def challenged(mode: str, token: str, challenge: str, *, clinic_id: UUID | None) -> str:
    """What Meta wants to hear when somebody enters our address there. Raises NotAllowed for a wrong token."""
    known = secret(WHATSAPP, "verify_token", clinic_id=clinic_id, clinic=whose(clinic_id))
    if mode != "subscribe" or not same(token, known) or not _CHALLENGE.fullmatch(challenge):
        raise NotAllowed("This verify token is not ours.")
    return challenge


def arrived(body: bytes, signature: str, *, clinic_id: UUID | None, now: datetime) -> None:
    """Keep what it tells. Raises NotKnown without a signature, NotAllowed for one that does not fit, Unreadable."""
    if not signature:
        raise NotKnown("Sign the request.")
    clinic = whose(clinic_id)
    app_secret = secret(WHATSAPP, "app_secret", clinic_id=clinic_id, clinic=clinic)
    if not is_of_meta(body, signature, app_secret):
        log.warning("webhook.refused", provider=WHATSAPP, configured=bool(app_secret))
        raise NotAllowed("This signature does not fit.")
    take(body, signer=clinic, now=now)


def is_signed(body: bytes, signature: str, *, clinic_id: UUID | None, clinic: Clinic | None) -> bool:
    """Whether these bytes are signed with the secret of the app that WhatsApp's own address is for."""
    return is_of_meta(body, signature, secret(WHATSAPP, "app_secret", clinic_id=clinic_id, clinic=clinic))


def take(body: bytes, *, signer: Clinic | None, now: datetime) -> None:
    """Keep what was signed, at whatever address of ours it came in. Raises Unreadable."""
    parts = split(body)
    if parts is None:
        raise Unreadable("This is no webhook in JSON.")
    sort(parts, provider=WHATSAPP, channels=CHANNELS, signer=signer, about={}, now=now)
