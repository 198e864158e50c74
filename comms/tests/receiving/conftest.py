"""What a provider tells, read as the worker reads it."""

from datetime import timedelta

import pytest

from comms.models import Channel, Conversation
from comms.providers.base import Incoming, Sender, Status
from comms.services.receiving.events import apply
from comms.tests.conftest import NOW
from comms.tests.factories import OWN, make_account
from tenants.context import clinic_context
from tenants.inbound.models import WebhookEvent

SARAH = Sender(phone="+447700900142", name="Sarah Whitcombe")
HIDDEN = Sender(user_id="IT.98765432101234567890", username="sara.dent", name="Sara")
KINDS = {Channel.WHATSAPP: "application/json", Channel.SMS: "", Channel.MAIL: "message/rfc822"}


def said(sender=SARAH, body="Hello, how much is an implant?", *, number=1, channel=Channel.WHATSAPP, **more):
    known = {"at": NOW, "body": body, **more}
    return Incoming(OWN[channel], f"in.{number}", sender, **known)


def status(message, state, *, minutes=0, **more):
    at = NOW + timedelta(minutes=minutes)
    return Status(OWN[Channel.WHATSAPP], f"wamid.{message.reference}", state, at, **more)


@pytest.fixture
def hear():
    """`hear(news)`: a worker reads it in the current clinic."""

    def tell(*news, channel=Channel.WHATSAPP):
        event = WebhookEvent(pk=1, body=b"{}", about={}, received_at=NOW)
        for one in news:
            apply(one, channel, event, KINDS[channel], now=NOW)

    return tell


@pytest.fixture
def inside(clock, clinic, line):
    """A clinic with an account for each way, and nobody who ever wrote."""
    for channel in OWN:
        make_account(clinic, channel)
    with clinic_context(clinic):
        yield clinic


@pytest.fixture
def only_talk():
    return lambda: Conversation.objects.select_related("lead", "arrival").get()
