"""What Twilio is told when somebody calls: who rings, and what a machine says (INTEGRATIONS 5)."""

from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest

from comms.models import Channel
from comms.providers.base import Receipt
from comms.services.calls import ringing
from comms.services.calls.answering import answer
from comms.services.calls.rules import keep_rules
from comms.tests.conftest import NOW
from comms.tests.factories import make_account
from crm.testing.people import make_user
from leads.services.sharing.duty import forget_workers
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context
from tenants.staff.models import User
from tenants.staff.roles import ADMIN

ALICE, OURS = "+393331234567", "+447700900001"


@pytest.fixture
def calls(clinic):
    """What is said to Alice's call, and to its end when nobody answered."""
    form = {"CallSid": "CA1", "From": ALICE, "To": OURS, "Direction": "inbound", "CallStatus": "ringing"}

    def said(**more: str) -> ElementTree.Element:
        forget_workers()
        body = urlencode({**form, **more}).encode()
        return ElementTree.fromstring(answer(body, clinic_id=clinic.uuid, now=NOW))

    return said


@pytest.fixture
def there(clinic):
    on = {"shift": User.Shift.ON}
    return [
        make_user(clinic, email=f"{name}@example.com", phone=number, languages=spoken, **on)
        for name, number, spoken in (("ana", "+355691111111", ["de"]), ("ben", "+355692222222", ["it"]))
    ]


def rung(said: ElementTree.Element) -> list[str]:
    return [leg.text for leg in said.iter("Number")]


def test_everybody_on_shift_rings_who_speaks_their_language_first_and_nobody_else(clinic, calls, there):
    make_user(clinic, email="off@example.com", phone="+355693333333", shift=User.Shift.OFF)
    lead = make_lead(clinic, "Alice", language="it")
    reach(clinic, lead, "phone", ALICE)

    assert rung(calls()) == [there[1].phone, there[0].phone]


def test_the_owner_alone_rings_while_they_are_there(clinic, calls, there):
    lead = make_lead(clinic, "Alice", language="it", assigned_to=there[0])
    reach(clinic, lead, "phone", ALICE)

    assert rung(calls()) == [there[0].phone]


def test_with_nobody_there_or_nobody_who_answered_a_message_is_taken_in_their_language(clinic, calls, there):
    lead = make_lead(clinic, "Alice", language="it")
    reach(clinic, lead, "phone", ALICE)

    late = calls(DialCallStatus="no-answer")
    with clinic_context(clinic):
        User.objects.update(shift=User.Shift.OFF)
    alone = calls()

    for said in (late, alone):
        assert said.find("Record") is not None
        assert said.find("Say").get("language") == "it-IT"
    assert list(calls(DialCallStatus="completed")) == []


def test_who_is_recorded_is_told_so_first(clinic, calls, there):
    admin = make_user(clinic, role=ADMIN, email="admin@example.com", shift=User.Shift.OFF)
    assert "record" not in calls().find("Dial").attrib

    with clinic_context(clinic):
        keep_rules(is_recorded=True, rings_seconds=30, text_back=None, by=admin)
    said = calls()

    assert [part.tag for part in said] == ["Say", "Dial"]
    assert said.find("Say").text == "This call is recorded."
    assert said.find("Dial").get("record") == "record-from-answer-dual"
    assert said.find("Dial").get("timeout") == "30"


def test_a_leg_and_news_of_a_call_that_goes_on_are_answered_with_nothing(calls, there):
    assert list(calls(ParentCallSid="CA0")) == []
    assert list(calls(From="client:clinic-0_user-1")) == []
    assert list(calls(CallStatus="completed")) == []
    assert list(calls(RecordingSid="RE1")) == []


def test_whom_we_call_and_record_hears_so_in_their_language_before_anything_else(clinic, there, monkeypatch):
    lead, orders = make_lead(clinic, "Alice", language="it"), []
    reach(clinic, lead, "phone", ALICE)
    make_account(clinic, Channel.SMS, kind="twilio")
    admin = make_user(clinic, role=ADMIN, email="admin@example.com")
    monkeypatch.setattr(ringing, "start_call", lambda account, order: orders.append(order) or Receipt("CA1"))
    monkeypatch.setattr(ringing, "use", lambda kind: {"account_sid": "", "auth_token": "", "number": OURS})
    with clinic_context(clinic):
        keep_rules(is_recorded=True, rings_seconds=30, text_back=None, by=admin)
        call = ringing.ring(lead.pk, None, by=there[0], now=NOW)
        ringing.begin({"call": call.pk})

    address = ElementTree.fromstring(orders[0].twiml).find("Dial/Number").get("url")
    form = urlencode({"CallSid": "CA2", "ParentCallSid": "CA1", "CallStatus": "in-progress"}).encode()
    said = answer(form, clinic_id=clinic.uuid, now=NOW, query=address.partition("?")[2])

    (sentence,) = ElementTree.fromstring(said)
    assert (sentence.tag, sentence.get("language")) == ("Say", "it-IT")
    assert address.partition("?")[2].startswith(f"call={call.reference}")
