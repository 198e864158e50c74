"""Meta's webhook of pages: verified over the bytes, taken apart, kept, only then answered (H:W1, W4, W5, W8)."""

from datetime import datetime

import structlog
from django.conf import settings

from attribution.meta_leads.services import challenge
from attribution.providers.meta_leads.splitting import split
from comms.services.arriving.keeping import sort
from crm.lib.errors import NotAllowed, NotKnown, Unreadable
from crm.lib.signing import is_of_meta

PROVIDER, CHANNEL = "meta_leads", "meta_page"
log = structlog.get_logger(__name__)


def challenged(mode: str, token: str, asked: str) -> str:
    """What Meta wants to hear when somebody enters our address there. Raises NotAllowed, Unreadable."""
    return challenge.challenged(mode, token, asked, known=settings.META_VERIFY_TOKEN)


def arrived(body: bytes, signature: str, *, now: datetime) -> None:
    """Keep what it tells, each part in the clinic of its page; a page of nobody's is parked. Raises NotKnown
    without a signature, NotAllowed for one that does not fit, Unreadable."""
    if not signature:
        raise NotKnown("Sign the request.")
    if not is_of_meta(body, signature, settings.META_APP_SECRET):
        log.warning("webhook.refused", provider=PROVIDER, configured=bool(settings.META_APP_SECRET))
        raise NotAllowed("This signature does not fit.")
    parts = split(body)
    if parts is None:
        raise Unreadable("This is no webhook in JSON.")
    sort(parts, provider=PROVIDER, channels=(CHANNEL,), signer=None, about={}, now=now)
