"""A patient writes, as the providers tell it: signed, kept, read in a worker, and there in the inbox (HOUSE 9)."""

import pytest
from django.utils import timezone

from comms.models import Attachment, Channel, Conversation, Message
from comms.providers.simulator.speaking import speak
from comms.services.demo_lines import keys_of
from comms.services.fetching import FETCH, fetch_mail
from comms.services.files.fetching import FETCH_FILE
from comms.tests.test_files import located
from crm.testing.simulators import a_line
from leads.models import LeadPayload
from tenants.audit.models import Entry
from tenants.context import clinic_context, platform_schema
from tenants.models import ClinicDue
from tenants.outbox.models import Job
from tenants.outbox.services.work import run_due
from tenants.settings.services.credentials import store

HOOKS = "http://localhost/api/v1/webhooks"


@pytest.fixture
def line(clinic, simulator, settings):
    """The clinic and its keys, with its numbers at the simulator."""
    settings.CREDENTIAL_TESTS_INSIDE, settings.PUBLIC_SCHEME, settings.PUBLIC_PORT = True, "http", ""
    urls = {f"{name}_url": f"{HOOKS}/{name}/{clinic.pk}" for name in ("whatsapp", "sms", "voice")}
    line = simulator.connect(a_line(clinic.slug, 1, verify_token="vt", **urls))
    with clinic_context(clinic):
        for kind, values in keys_of(line, port=simulator.ports["smtp"] - 1).items():
            known = {"port": str(simulator.ports[kind])} if kind in {"smtp", "imap"} else {}
            store(kind, values | known, by=None)
    return line


@pytest.fixture
def worker(clinic):
    def work():
        with clinic_context(clinic):
            run_due(now=timezone.now())

    return work


@pytest.mark.parametrize("channel", [Channel.WHATSAPP, Channel.SMS])
def test_what_a_patient_writes_is_in_the_inbox_once(
    clinic, other_clinic, line, simulator, platform_client, worker, channel
):
    sarah = simulator.patient("sarah")
    speak(simulator.world, line, sarah, channel, "Hello, how much is an implant?")

    told = simulator.deliver(platform_client)
    worker()

    assert {one["status"] for one in told} == {200}
    with clinic_context(clinic):
        talk = Conversation.objects.get()
        assert (talk.channel, talk.unread, talk.preview) == (channel, 1, "Hello, how much is an implant?")
        assert (talk.language, talk.arrival.held_for, talk.lead) == ("en", "wrote", None)
    with clinic_context(other_clinic):
        assert not Conversation.objects.exists()


def test_a_photo_from_whatsapp_is_fetched_and_kept_for_its_clinic_alone(
    clinic, other_clinic, line, simulator, platform_client, worker
):
    sent = simulator.world.keep_file("image/jpeg", located())
    speak(
        simulator.world,
        line,
        simulator.patient("sarah"),
        "whatsapp",
        "",
        kind="image",
        mime="image/jpeg",
        file=sent,
    )

    simulator.deliver(platform_client)
    worker()  # reads the event
    worker()  # fetches what it named

    with clinic_context(clinic):
        kept = Attachment.objects.get()
        assert (kept.state, kept.mime, Job.objects.get(kind=FETCH_FILE).state) == ("stored", "image/jpeg", "done")
    with clinic_context(other_clinic):
        assert not Attachment.objects.exists()


def test_a_mail_is_fetched_once_and_read(clinic, line, simulator, worker):
    with clinic_context(clinic):
        assert fetch_mail(now=timezone.now()) == 0  # what lay there before us is no enquiry
    speak(
        simulator.world, line, simulator.patient("sarah"), "mail", "Is Friday possible?", subject="An appointment"
    )

    with clinic_context(clinic):
        kept = [fetch_mail(now=timezone.now()) for _ in range(2)]
    worker()

    with clinic_context(clinic):
        message = Message.objects.get()
        assert (kept, message.subject, message.body) == ([1, 0], "An appointment", "Is Friday possible?")
        assert LeadPayload.objects.get().fields["email"] == simulator.patient("sarah").email


def test_a_mailbox_that_does_not_open_is_said_once_and_looked_at_later(clinic, line, simulator):
    with clinic_context(clinic):
        store(
            "imap",
            keys_of(line, port=1)["imap"] | {"port": str(simulator.ports["imap"]), "password": "wrong"},
            by=None,
        )
        now = timezone.now()

        assert [fetch_mail(now=now) for _ in range(2)] == [0, 0]

        assert Entry.objects.saying("account.mailbox_refused").count() == 1
    with platform_schema():
        assert ClinicDue.objects.get(clinic=clinic, kind=FETCH).next_due > now


def test_a_clinic_without_a_mailbox_is_asked_seldom(clinic):
    with clinic_context(clinic):
        assert fetch_mail(now=timezone.now()) == 0
