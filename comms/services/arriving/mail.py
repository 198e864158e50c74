"""Mail providers' webhooks: checked with the clinic's own secret, kept, and only then answered (H:W1, W4)."""

from datetime import datetime
from typing import IO
from uuid import UUID

import structlog

from comms.providers.mail.imap_talk import LARGEST
from comms.services.arriving.secrets import whose
from comms.services.mail_providers.checking import checked
from comms.services.mail_providers.known import KNOWN, Values
from comms.services.mail_providers.requests import request_of
from crm.lib.errors import HouseError, NotAllowed, NotKnown
from crm.lib.parts import event_id
from tenants.context import clinic_context
from tenants.inbound.models import WebhookEvent
from tenants.inbound.services.keeping import Came, keep
from tenants.models import Clinic
from tenants.settings.services import credentials

log = structlog.get_logger(__name__)

MOST = LARGEST + 1024**2  # bytes of a request: a mail as large as a mailbox may hold, and what is said about it
CONTENT_TYPE = "content_type"  # in `about` of an event: how its body is to be read


def arrived(
    provider: str, body: IO[bytes], *, content_type: str, authorization: str, clinic_id: UUID, now: datetime
) -> None:
    """Keep what it tells. `body` is read once the clinic is known to hear this provider.

    Raises NotKnown without a signature, NotAllowed for one that does not fit, Unreadable.
    """
    clinic = whose(clinic_id)
    values = _values(provider, clinic)
    request = request_of(body.read() if values else b"", content_type[:200], authorization)
    if values and not KNOWN[provider].is_signed(request):
        raise NotKnown("Sign the request.")
    try:
        name = checked(provider, request, values, now=now)
    except NotAllowed:
        log.warning("webhook.refused", provider=provider, configured=bool(values))
        raise
    came = Came(provider, event_id(provider, name), request.body, {CONTENT_TYPE: content_type[:200]})
    with clinic_context(clinic):
        keep([came], now=now)


def has_told(provider: str) -> bool:
    """Whether anything of this provider has reached the current clinic of late (WEBHOOKS_KEPT_DAYS)."""
    return WebhookEvent.objects.filter(provider=provider).exists()


def _values(provider: str, clinic: Clinic | None) -> Values:
    if clinic is None:
        return {}
    with clinic_context(clinic):
        try:
            return credentials.use(provider)
        except HouseError:
            return {}
