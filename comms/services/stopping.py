"""Somebody is not written to any more, as a provider told us."""

from collections.abc import Mapping

from django.utils import timezone

from comms.models import Conversation
from leads.services.consent import suppress

STOP = "comms.stop"


def stop(payload: Mapping[str, object]) -> None:
    """A repeatable job: a stop that stands already adds nothing."""
    conversation = Conversation.objects.filter(pk=int(payload["conversation"])).first()
    if conversation is None:
        return
    suppress(
        [(conversation.kind, conversation.address)],
        reason=str(payload["reason"]),
        source=f"{conversation.channel}: provider",
        by=None,
        now=timezone.now(),
        channel=conversation.channel,
        purpose=str(payload["purpose"]),
        lead=conversation.lead_id,
    )
