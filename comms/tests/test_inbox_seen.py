"""Who sees which conversations at the desk, and who sees none (F:T4, T9; H:T5)."""

import pytest

from comms.models import Conversation
from comms.tests.factories import make_conversation, make_message
from crm.testing.people import client_of, make_user
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.staff import roles

INBOX = "/admin/comms/inbox/"


@pytest.fixture
def lead(clinic, agent):
    return make_lead(clinic, "Sarah", "Whitcombe", assigned_to=agent)


@pytest.fixture
def talk(clinic, lead):
    return make_conversation(clinic, lead)


def test_a_colleagues_talk_is_not_there_for_whoever_sees_only_their_own(clinic, talk):
    own = client_of(clinic, make_user(clinic, email="own@example.com", data_scope="own"))

    assert "Sarah" not in own.get(f"{INBOX}?tab=all").content.decode()
    for path in (f"{INBOX}{talk.pk}/", f"/admin/comms/lead/{talk.lead_id}/"):
        assert own.get(path).status_code == 404
    for path in (f"{INBOX}{talk.pk}/write/", f"{INBOX}{talk.pk}/do/"):
        assert own.post(path, {"body": "Hello", "do": "done", "way": "note"}).status_code == 404


def test_the_other_clinic_opens_and_changes_nothing_of_it(clinic, other_clinic, talk):
    client = client_of(other_clinic, make_user(other_clinic, role=roles.ADMIN, email="admin@example.com"))

    assert client.get(f"{INBOX}{talk.pk}/").status_code == 404
    assert client.post(f"{INBOX}{talk.pk}/do/", {"do": "done"}).status_code == 404
    client.post(f"{INBOX}many/", {"do": "done", "_selected_action": [talk.pk]})
    with clinic_context(clinic):
        assert Conversation.objects.get(pk=talk.pk).done_at is None


def test_a_clinic_without_a_channel_is_told_what_to_do_by_role(clinic, agent_client):
    admin = client_of(clinic, make_user(clinic, role=roles.ADMIN, email="admin@example.com"))

    assert "An Admin of your clinic connects it" in agent_client.get(INBOX).content.decode()
    assert "no channel is connected yet" in admin.get(INBOX).content.decode()


def test_who_sees_leads_and_reads_no_conversations_reads_none_on_the_leads_page_either(clinic, lead, talk):
    marketing = client_of(clinic, make_user(clinic, role=roles.MARKETING, email="marketing@example.com"))
    make_message(clinic, talk, "I have hepatitis")

    answer = marketing.get(f"/admin/leads/lead/{lead.pk}/change/")

    assert answer.status_code == 200
    assert "hepatitis" not in answer.content.decode()
