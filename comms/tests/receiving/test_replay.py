"""A signed request that is posted again, an hour later and a hundred times, does nothing more (H:W2)."""

from datetime import timedelta

import pytest
from django.test import Client

from comms.models import Channel, Message
from comms.tests.conftest import NOW
from comms.tests.factories import OWN, make_account
from comms.tests.test_webhooks import SECRET, TOKEN, body_of, message, sms, whatsapp
from leads.models import LeadPayload
from tenants.context import clinic_context
from tenants.inbound.models import WebhookEvent
from tenants.outbox.models import Job
from tenants.outbox.services.work import run_due
from tenants.services.routes import claim_channel

AGAIN = 100
POSTS = {
    Channel.WHATSAPP: lambda client: whatsapp(client, body_of(message(OWN[Channel.WHATSAPP]))),
    Channel.SMS: lambda client: sms(client, To=OWN[Channel.SMS]),
}


@pytest.fixture
def post(clock, clinic, settings):
    settings.WHATSAPP_APP_SECRET, settings.TWILIO_AUTH_TOKEN = SECRET, TOKEN
    settings.PUBLIC_SCHEME, settings.PUBLIC_PORT = "https", ""
    for channel, route in ((Channel.WHATSAPP, "whatsapp_number"), (Channel.SMS, "twilio_number")):
        make_account(clinic, channel)
        claim_channel(route, OWN[channel], clinic)
    return lambda channel: POSTS[channel](Client(HTTP_HOST="localhost")).status_code


def all_is_read(clinic, now):
    """What is there once a worker was through."""
    with clinic_context(clinic):
        run_due(now=now)
        return [kind.objects.count() for kind in (WebhookEvent, Job, Message, LeadPayload)]


@pytest.mark.parametrize("channel", POSTS)
def test_the_same_signed_bytes_have_one_effect(post, clock, clinic, other_clinic, channel):
    assert post(channel) == 200
    once = all_is_read(clinic, NOW)

    clock.move_to(NOW + timedelta(hours=1))
    answers = {post(channel) for _ in range(AGAIN)}

    assert answers == {200}
    assert all_is_read(clinic, NOW + timedelta(hours=1)) == once
    assert (once[0], once[2]) == (1, 1)
    assert all_is_read(other_clinic, NOW)[0] == 0
