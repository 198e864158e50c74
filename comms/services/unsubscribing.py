"""Somebody says by a link that they want no more messages (RFC 8058; H:G9, T11). It works as long as our keys."""

import base64
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

from comms.models import Conversation
from leads.models import Suppression
from leads.services.consent import suppress
from leads.services.consent.keys import itself
from leads.services.consent.person import hold_to_stop
from tenants.context import current_clinic
from tenants.services.hosts import address_of
from tenants.services.signing import scoped_salt

BYTES = 16  # 128 bits of the signature
PURPOSE, SOURCE = "comms.unsubscribe", "link in a message"


def stop_link(conversation: Conversation, base: str = "") -> str:
    """On the clinic's own domain, `base`. Nothing about anybody stands in it; another clinic's is worth nothing
    here."""
    token = f"{int_to_base36(conversation.pk)}-{next(_signatures(conversation.pk))}"
    path = reverse("unsubscribe", urlconf=settings.ROOT_URLCONF, kwargs={"stop_token": token})
    return (base or address_of(current_clinic())) + path


def unsubscribe_headers(link: str) -> dict[str, str]:
    """For a mail that goes to many; `link` is its conversation's `stop_link`."""
    return {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def conversation_of(token: str) -> Conversation | None:
    """None for a token that this clinic did not make, and for somebody who was erased since."""
    number, _, signature = token.partition("-")
    try:
        pk = base36_to_int(number)
    except ValueError:
        return None
    if not any(constant_time_compare(signature, ours) for ours in _signatures(pk)):
        return None
    return Conversation.objects.select_related("lead").filter(pk=pk).first()


@transaction.atomic
def unsubscribe(conversation: Conversation, *, now: datetime) -> int:
    """Nothing more goes to this address by this way, for whatever purpose; nor to the person by it. A repeat adds
    nothing. How many addresses were not stopped before."""
    addresses = [(conversation.kind, conversation.address)]
    if conversation.lead_id:
        hold_to_stop(conversation.lead_id)
        addresses.append(itself(conversation.lead_id))
    return suppress(
        addresses,
        reason=Suppression.Reason.UNSUBSCRIBED,
        source=SOURCE,
        by=None,
        now=now,
        channel=conversation.channel,
        lead=conversation.lead_id,
    )


def _signatures(pk: int) -> Iterator[str]:
    """Under the key that signs today, then under those that did: a mail is read years later."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        digest = salted_hmac(scoped_salt(PURPOSE), str(pk), secret=secret, algorithm="sha256").digest()
        yield base64.urlsafe_b64encode(digest[:BYTES]).rstrip(b"=").decode()
