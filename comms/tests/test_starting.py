"""A talk that the clinic begins: one row for an account and an address (F:C2)."""

import pytest

from comms.models import Account, Channel, Conversation
from comms.services.starting import start
from comms.services.ways import CLOSED, OPEN, STANDING, TEMPLATES, ways_to
from comms.tests.conftest import NOW
from comms.tests.factories import make_account, make_conversation
from crm.lib.errors import Conflict, InvalidData, NotThere
from crm.testing.people import make_user
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context


@pytest.fixture
def lead(clock, clinic, agent):
    one = make_lead(clinic, "Sarah", assigned_to=agent)
    for kind, value in (("phone", "+447700900142"), ("email", "sarah@example.com")):
        reach(clinic, one, kind, value)
    for channel in (Channel.WHATSAPP, Channel.SMS, Channel.MAIL):
        make_account(clinic, channel)
    with clinic_context(clinic):
        yield one


def contact(lead, kind):
    return lead.identities.get(kind=kind).pk


def test_twice_is_once(lead, agent):
    first = start(lead.pk, Channel.SMS, contact(lead, "phone"), by=agent, now=NOW)
    again = start(lead.pk, Channel.SMS, contact(lead, "phone"), by=agent, now=NOW)

    assert (first.pk, first.address) == (again.pk, "+447700900142")
    assert Conversation.objects.count() == 1


def test_an_address_that_writes_as_somebody_else_is_not_taken_over(lead, clinic, agent):
    other = make_lead(clinic, "Lucia")
    make_conversation(clinic, other, channel=Channel.SMS, address="+447700900142")
    make_conversation(clinic, None, channel=Channel.WHATSAPP, address="+447700900142")

    for channel in (Channel.SMS, Channel.WHATSAPP):
        with pytest.raises(Conflict):
            start(lead.pk, channel, contact(lead, "phone"), by=agent, now=NOW)


def test_only_a_contact_of_theirs_by_a_channel_that_reaches_it(lead, clinic, agent):
    own = make_user(clinic, email="own@example.com", data_scope="own")

    with pytest.raises(InvalidData):
        start(lead.pk, Channel.MAIL, contact(lead, "phone"), by=agent, now=NOW)
    with pytest.raises(NotThere):
        start(lead.pk, Channel.SMS, 10**9, by=agent, now=NOW)
    with pytest.raises(NotThere):
        start(lead.pk, Channel.SMS, contact(lead, "phone"), by=own, now=NOW)
    assert not Conversation.objects.exists()


def test_the_ways_say_what_each_takes_now(lead, clinic):
    make_conversation(clinic, lead, channel=Channel.INSTAGRAM, address="sarah.w", wrote=NOW.replace(month=1))
    Account.objects.filter(channel=Channel.MAIL).update(state=Account.State.BROKEN)

    found = {way.channel: way.state for way in ways_to(lead, None, now=NOW)}

    assert found == {"whatsapp": TEMPLATES, "sms": OPEN, "mail": STANDING, "instagram": CLOSED}


def test_a_talk_on_a_number_that_the_clinic_gave_up_goes_on_by_the_one_in_its_place(lead, clinic, agent):
    old = make_conversation(clinic, lead, channel=Channel.WHATSAPP, address="+447700900142")
    Account.objects.filter(pk=old.account_id).update(state=Account.State.OFF)
    new = Account.objects.create(channel=Channel.WHATSAPP, external_id="100000000000009", kind="test.whatsapp")

    first, second = (way for way in ways_to(lead, None, now=NOW) if way.channel == Channel.WHATSAPP)

    assert (first.account, first.conversation, first.state) == (new, None, TEMPLATES)
    assert (second.conversation, second.state) == (old, STANDING)
    assert start(lead.pk, first.channel, first.contact, by=agent, now=NOW).account == new
