"""Two workers read two first messages of one person at the same moment (H:W3)."""

from functools import partial

from django.db import transaction
from django.utils import timezone

from comms.models import Channel, Conversation, Message
from comms.providers.base import Sender
from comms.services.receiving.events import apply
from comms.tests.factories import make_account
from comms.tests.receiving.conftest import said
from crm.testing.threads import at_once
from leads.models import LeadPayload
from tenants.context import clinic_context
from tenants.inbound.models import WebhookEvent

ROUNDS = 4


def read(news):
    now = timezone.now()
    event = WebhookEvent(pk=1, body=b"{}", about={}, received_at=now)
    with transaction.atomic():
        apply(news, Channel.WHATSAPP, event, "application/json", now=now)


def test_two_first_messages_at_once_make_one_conversation_and_one_arrival(fresh_clinic):
    clinic = fresh_clinic()
    make_account(clinic)
    for number in range(ROUNDS):
        writer = Sender(phone=f"+44770090020{number}", name="Sarah Whitcombe")

        at_once(clinic, *[partial(read, said(writer, number=f"{number}.{part}")) for part in (1, 2)])

        with clinic_context(clinic):
            counted = [model.objects.count() for model in (Conversation, LeadPayload, Message)]
        assert counted == [number + 1, number + 1, 2 * (number + 1)]
