"""A patient calls: Twilio's own request, signed, kept, answered at once, and read by a worker (INTEGRATIONS 5)."""

from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from comms.models import Call, Channel, Conversation, Message
from comms.services.calls.missed import MISSED, missed
from comms.services.calls.rules import keep_rules
from comms.tests.factories import make_account, make_template
from crm.lib import signing
from crm.testing.people import make_user
from leads.models import LeadPayload
from leads.services.consent import suppress
from leads.services.sharing.duty import forget_workers
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context
from tenants.inbound.models import WebhookEvent
from tenants.outbox.models import Job
from tenants.outbox.services.work import run_due
from tenants.settings.services import credentials
from tenants.staff.models import User
from tenants.staff.roles import ADMIN

ALICE, OURS, TOKEN = "+393331234567", "+447700900001", "own-auth-token"
ENDED = {"CallStatus": "completed", "CallDuration": "30"}


@pytest.fixture(autouse=True)
def connected(clinic, settings, database):
    settings.PUBLIC_SCHEME, settings.PUBLIC_PORT = "https", ""
    forget_workers()
    account = {"account_sid": "AC" + "0" * 32, "number": OURS, "auth_token": TOKEN}
    with clinic_context(clinic):
        credentials.store("twilio", account, by=None)


@pytest.fixture
def alice(clinic):
    lead = make_lead(clinic, "Alice", stage="Contacted", language="it")
    reach(clinic, lead, "phone", ALICE)
    return lead


@pytest.fixture
def ana(clinic):
    """On shift; beside her somebody who is not, for whoever works alone is rung at any time."""
    make_user(clinic, email="ben@example.com", phone="+355692222222", shift=User.Shift.OFF)
    return make_user(clinic, phone="+355691111111", shift=User.Shift.ON)


@pytest.fixture
def calls(platform_client, clinic):
    """What is answered to Alice's call, or to other news of it."""

    def post(token=TOKEN, **more):
        told = {"CallSid": "CA1", "From": ALICE, "To": OURS, "Direction": "inbound", "CallStatus": "ringing"}
        form, path = told | more, f"/api/v1/webhooks/voice/{clinic.pk}"
        fields = {name: [value] for name, value in form.items()}
        signed = {"X-Twilio-Signature": signing.twilio_signature(f"https://localhost{path}", fields, token)}
        kind = "application/x-www-form-urlencoded"
        return platform_client.post(path, urlencode(form), content_type=kind, headers=signed if token else {})

    return post


def work(clinic):
    with clinic_context(clinic):
        run_due(now=timezone.now())


def tags(answer):
    return [part.tag for part in ElementTree.fromstring(answer.content)]


@pytest.mark.parametrize(("token", "status"), [("", 401), ("another-token", 403)])
def test_who_has_not_signed_with_the_clinics_own_token_learns_and_leaves_nothing(clinic, ana, calls, token, status):
    answer = calls(token)

    assert answer.status_code == status
    assert ana.phone not in answer.content.decode()
    with clinic_context(clinic):
        assert not WebhookEvent.objects.exists()


def test_a_lead_who_calls_is_put_through_at_once_and_the_call_is_theirs(clinic, other_clinic, alice, ana, calls):
    answer = calls()
    work(clinic)

    (dial,) = ElementTree.fromstring(answer.content)
    assert (answer["Content-Type"], dial.tag, [leg.text for leg in dial]) == ("text/xml", "Dial", [ana.phone])
    assert "record" not in dial.attrib
    with clinic_context(clinic):
        assert (Call.objects.get().lead, LeadPayload.objects.waiting().exists()) == (alice, False)
    with clinic_context(other_clinic):
        assert not Call.objects.exists()


def test_outside_hours_a_message_is_taken_and_nobodys_telephone_rings(clinic, ana, calls):
    with clinic_context(clinic):
        User.objects.update(shift=User.Shift.OFF)
    forget_workers()

    assert tags(calls()) == ["Say", "Record", "Hangup"]


def text_back_with(clinic, channel, **fields):
    text = make_template(clinic, language="it", channel=channel, key="back", **fields)
    with clinic_context(clinic):
        admin = make_user(clinic, role=ADMIN, email="admin@example.com", shift=User.Shift.OFF)
        keep_rules(is_recorded=False, rings_seconds=25, text_back=text.template_id, by=admin)
    return text


def let_it_ring_out(clinic, calls):
    calls()
    calls(**ENDED)
    work(clinic)
    with clinic_context(clinic):
        for job in Job.objects.filter(kind=MISSED):
            missed(job.payload)


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.WHATSAPP])
def test_a_missed_call_of_a_lead_is_called_back_and_answered_in_the_way_that_the_clinic_chose(
    clinic, alice, ana, calls, channel
):
    make_account(clinic, Channel.WHATSAPP)
    text_back_with(clinic, channel)

    let_it_ring_out(clinic, calls)

    with clinic_context(clinic):
        alice.refresh_from_db()
        assert alice.follow_up_why == "call_back"
        (told,) = Message.objects.all()
        assert (told.conversation.channel, told.conversation.lead, told.body) == (channel, alice, "Hi Alice")
        # who never wrote is reached on WhatsApp by what it has approved alone
        assert bool(told.template_call) is (channel == Channel.WHATSAPP)


def test_somebody_new_waits_in_triage_and_hears_from_the_clinic_too(clinic, ana, calls):
    text = text_back_with(clinic, Channel.SMS)
    with clinic_context(clinic):
        text.language, text.provider_name, text.places = "en", "", []
        text.body = "{clinic_name} calls you back"
        text.save()

    let_it_ring_out(clinic, calls)

    with clinic_context(clinic):
        waiting, call = LeadPayload.objects.waiting().get(), Call.objects.get()
        told = Message.objects.get()
        assert (call.arrival, call.lead, bool(call.missed_at)) == (waiting, None, True)
        assert (told.body, told.conversation.arrival) == (f"{clinic.name} calls you back", waiting)


@pytest.mark.parametrize("why", ["they asked", "not approved", "unsaid", "hidden"])
def test_nobody_is_written_to_who_asked_not_to_be_or_cannot_be(clinic, alice, ana, calls, why):
    make_account(clinic, Channel.WHATSAPP)
    text = text_back_with(clinic, Channel.WHATSAPP if why in {"not approved", "unsaid"} else Channel.SMS)
    with clinic_context(clinic):
        if why == "they asked":
            asked = {"reason": "asked", "source": "test", "by": None, "now": timezone.now(), "lead": alice.pk}
            suppress([("phone", ALICE)], **asked)
        elif why == "not approved":
            text.approval = "paused"
            text.save()
        elif why == "unsaid":  # WhatsApp has it with a place that nobody here knows
            text.places = [""]
            text.save()
        else:
            calls = (lambda post: lambda **more: post(From="anonymous", **more))(calls)

    let_it_ring_out(clinic, calls)

    with clinic_context(clinic):
        assert Call.objects.get().missed_at
        assert not Conversation.objects.exists()
