"""Meta's webhooks: verified over the bytes, taken apart, kept, only then answered (H:W1, W4, W5, W8).

Meta gives an app one address for each kind of object, and it may be the same one for all: what is told of WhatsApp
goes where WhatsApp's own address leads.
"""

from datetime import datetime
from uuid import UUID

import structlog

from attribution.meta_leads.services import challenge
from attribution.providers.meta_leads.splitting import split
from comms.services.arriving import whatsapp
from comms.services.arriving.keeping import sort
from comms.services.arriving.secrets import META_APP, secret, whose
from crm.lib.errors import NotAllowed, NotKnown, Unreadable
from crm.lib.shapes import loaded, text
from crm.lib.signing import is_of_meta
from tenants.inbound.services.keeping import Came, keep
from tenants.models import Clinic
from tenants.services.parking import park, take_parked

PROVIDER, CHANNEL = "meta_leads", "meta_page"
PAGE, WHATSAPP = "page", "whatsapp_business_account"
NO_WEBHOOK = "This is no webhook in JSON."
OTHERS = "Nothing here reads what Meta tells of this kind of object."
log = structlog.get_logger(__name__)


def challenged(mode: str, token: str, asked: str, *, clinic_id: UUID | None) -> str:
    """What Meta wants to hear when somebody enters our address there. Raises NotAllowed, Unreadable."""
    known = secret(META_APP, "verify_token", clinic_id=clinic_id, clinic=whose(clinic_id))
    return challenge.challenged(mode, token, asked, known=known)


def arrived(body: bytes, signature: str, *, clinic_id: UUID | None, now: datetime) -> None:
    """Keep what it tells, each part in the clinic of its page; a page of nobody's is parked. An address with a
    clinic in it is that clinic's own app: what it signs for another's page is parked, never believed. What nobody
    here reads is parked without its body, so that it is counted.

    Raises NotKnown without a signature, NotAllowed for one that does not fit, Unreadable.
    """
    if not signature:
        raise NotKnown("Sign the request.")
    clinic = whose(clinic_id)
    about = {"clinic_id": clinic_id, "clinic": clinic}
    app_secret = secret(META_APP, "app_secret", **about)
    is_ours = is_of_meta(body, signature, app_secret)
    told = _object(body) if is_ours or whatsapp.is_signed(body, signature, **about) else ""
    if told == WHATSAPP:
        whatsapp.take(body, signer=clinic, now=now)
    elif not is_ours:
        log.warning("webhook.refused", provider=PROVIDER, configured=bool(app_secret))
        raise NotAllowed("This signature does not fit.")
    elif told == PAGE:
        _take(body, signer=clinic, now=now)
    else:
        park(source=PROVIDER, reason=OTHERS, now=now)


def _object(body: bytes) -> str:
    """What kind of object a body tells of. Raises Unreadable."""
    told = loaded(body)
    if not isinstance(told, dict):
        raise Unreadable(NO_WEBHOOK)
    return text(told.get("object"), 100)


def _take(body: bytes, *, signer: Clinic | None, now: datetime) -> None:
    parts = split(body)
    if parts is None:
        raise Unreadable(NO_WEBHOOK)
    sort(parts, provider=PROVIDER, channels=(CHANNEL,), signer=signer, about={}, now=now)


def sort_parked(page_id: str, *, now: datetime) -> None:
    """What Meta told of this page before anybody had connected it is the current clinic's now. A lead that is known
    by then stays one. Part of the caller's transaction."""
    parts = [part for body in take_parked(PROVIDER, page_id) for part in split(body) or ()]
    keep([Came(PROVIDER, part.event_id, part.body) for part in parts], now=now)
