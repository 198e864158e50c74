"""What the simulator posts is taken at our own doors: the whole way, signed with the clinic's stored keys."""

import pytest
from django.test import Client

from comms.connections.opening import webhook
from comms.providers.simulator.speaking import speak
from comms.services.demo_lines import keys_of
from crm.testing.simulators import a_line
from tenants.context import clinic_context
from tenants.inbound.models import WebhookEvent
from tenants.settings.services.credentials import store


@pytest.fixture
def line(clinic, simulator):
    known = a_line("tirana", 1, verify_token="a-word")
    with clinic_context(clinic):
        for kind in ("whatsapp", "twilio"):
            store(kind, keys_of(known, port=1)[kind], by=None)
        urls = {f"{name}_url": webhook(name) for name in ("whatsapp", "sms", "voice")}
    return simulator.connect(known, **urls)


def arrived(clinic):
    with clinic_context(clinic):
        return list(WebhookEvent.objects.order_by("pk").values_list("provider", flat=True))


def test_a_message_by_whatsapp_and_one_by_sms_are_kept_once_in_their_clinic(clinic, other_clinic, simulator, line):
    simulator.tell("hook.*", "duplicate", times=0)
    for channel in ("whatsapp", "sms"):
        speak(simulator.world, line, simulator.patient("heike"), channel, "Grüße & Küsse ☺ + 1%")

    posted = simulator.deliver(Client())

    assert [one["status"] for one in posted] == [200] * 4
    assert len(arrived(clinic)) == 2
    assert arrived(other_clinic) == []


def test_what_another_clinics_keys_signed_is_refused(clinic, simulator, line):
    simulator.connect(line, app_secret="another", auth_token="another")
    for channel in ("whatsapp", "sms"):
        speak(simulator.world, simulator.world.lines[0], simulator.patient("heike"), channel, "Hallo")

    assert {one["status"] for one in simulator.deliver(Client())} == {403}
    assert arrived(clinic) == []
