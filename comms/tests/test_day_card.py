"""What of the inbox stands on the landing page, and where each number leads (F:C1, LOOK 1)."""

import re
from datetime import timedelta

from django.utils import timezone

from comms.models import Conversation
from comms.tests.factories import make_account, make_conversation
from crm.testing.people import client_of, make_user
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.staff import roles

NUMBER = re.compile(r'<a class="bw-kpi" href="([^"]+)">.*?>(\d+\+?)</span></a>')


def numbers_on(client):
    """[(address, number)] of the card."""
    found = NUMBER.findall(client.get("/admin/").content.decode())
    return [(address.replace("&amp;", "&"), number) for address, number in found]


def test_each_number_leads_to_just_those_conversations(clinic, other_clinic, agent, agent_client):
    now, colleague = timezone.now(), make_user(clinic, email="colleague@example.com")
    mine, theirs = (make_lead(clinic, owner.email[:5], assigned_to=owner) for owner in (agent, colleague))
    wrote = {"unread": 0, "waiting_since": None, "wrote": now - timedelta(hours=1)}
    make_conversation(clinic, mine, address="+447700900101", **wrote | {"unread": 2})
    make_conversation(clinic, theirs, address="+447700900102", **wrote | {"unread": 1, "waiting_since": now})
    make_conversation(clinic, mine, address="+447700900103", **wrote | {"wrote": now - timedelta(hours=23)})
    make_conversation(clinic, theirs, address="+447700900104", **wrote, failed=True)
    make_conversation(clinic, mine, address="+447700900105", **wrote, failed=True, done_at=now)
    make_conversation(other_clinic, make_lead(other_clinic, "Elsewhere"), unread=9, failed=True)

    shown = numbers_on(agent_client)

    assert [number for _address, number in shown] == ["1", "1", "1", "1"]
    for address, _number in shown:
        page = agent_client.get(address).content.decode()
        assert page.count("data-row=") == 1


def test_nobody_without_the_right_sees_it_and_nothing_stands_where_nothing_is_connected(clinic, agent_client):
    assert numbers_on(agent_client) == []
    make_account(clinic)

    assert len(numbers_on(agent_client)) == 4
    without = make_user(clinic, role=roles.MARKETING, email="marketing@example.com")
    assert not without.has_perm("comms.view_conversation")
    assert numbers_on(client_of(clinic, without)) == []


def test_whoever_sees_their_own_leads_only_has_none_of_a_colleagues_in_the_numbers(clinic):
    colleague = make_user(clinic, email="colleague@example.com")
    own = make_user(clinic, email="own@example.com", data_scope="own")
    lead = make_lead(clinic, "Marco", assigned_to=colleague)
    make_conversation(clinic, lead, failed=True)

    assert {number for _address, number in numbers_on(client_of(clinic, own))} == {"0"}
    with clinic_context(clinic):
        assert Conversation.objects.filter(failed=True).count() == 1
