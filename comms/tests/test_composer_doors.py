"""Files that leave with a message, and what somebody sends by their own WhatsApp (F:C2, C8, H:X7)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comms.models import Attachment, Message
from comms.tests.factories import make_conversation
from crm.testing.people import client_of, make_user
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


@pytest.fixture
def lead(clinic, agent, settings, tmp_path):
    settings.PRIVATE_FILES_ROOT = tmp_path
    one = make_lead(clinic, "Sarah", assigned_to=agent)
    reach(clinic, one, "phone", "+447700900142")
    return one


def send(client, talk, name, content):
    fields = {"way": f"c{talk.pk}", "body": "", "files": SimpleUploadedFile(name, content)}
    return client.post(f"/admin/comms/inbox/{talk.pk}/write/", fields)


def test_a_file_leaves_with_the_message_and_one_that_is_not_taken_is_refused_in_words(clinic, agent_client, lead):
    talk = make_conversation(clinic, lead)

    sent = send(agent_client, talk, "estimate.pdf", PDF)
    refused = send(agent_client, talk, "estimate.pdf.exe", b"MZ\x90\x00evil")

    assert (sent.status_code, refused.status_code) == (303, 422)
    assert "This kind of file is not taken" in refused.content.decode()
    with clinic_context(clinic):
        [kept] = Attachment.objects.all()
        assert (kept.name, kept.mime, kept.message.conversation_id) == ("estimate.pdf", "application/pdf", talk.pk)
    assert "estimate.pdf" in agent_client.get(f"/admin/comms/inbox/{talk.pk}/").content.decode()


def test_a_file_may_be_as_large_as_it_is_said(clinic, agent_client, lead):
    talk = make_conversation(clinic, lead)

    sizes = [24, 25.5, 27]
    answers = [send(agent_client, talk, "scan.pdf", PDF + bytes(int(size * 1024**2))).status_code for size in sizes]

    assert answers == [303, 422, 413]


def test_by_ones_own_whatsapp_nothing_is_noted_before_somebody_says_that_it_was_sent(clinic, agent_client, lead):
    page = f"/admin/comms/lead/{lead.pk}/by-hand/"
    with clinic_context(clinic):
        number = lead.identities.get().pk
    said = {"number": number, "text": "See you at 9"}

    link = agent_client.post(page, {**said, "do": "open"}).content.decode()
    with clinic_context(clinic):
        assert not Message.objects.exists()
    agent_client.post(page, {**said, "text": "See you\x00 at 9", "do": "sent"})

    assert 'href="https://wa.me/447700900142?text=See%20you%20at%209"' in link
    with clinic_context(clinic):
        message = Message.objects.get()
    assert (message.state, message.body) == (Message.State.LOGGED, "See you at 9")


def test_it_is_nobodys_who_does_not_see_the_lead(clinic, lead):
    own = client_of(clinic, make_user(clinic, email="own@example.com", data_scope="own"))

    assert own.post(f"/admin/comms/lead/{lead.pk}/by-hand/", {"do": "sent", "text": "x"}).status_code == 404
