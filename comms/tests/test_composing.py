"""From a message to what goes over the wire: everybody who can write to us can be answered (INTEGRATIONS 0.1)."""

import pytest

from comms.models import Conversation
from comms.providers.whatsapp.bodies import written
from comms.services.composing import outgoing
from comms.tests.factories import make_message


@pytest.mark.parametrize(
    ("kind", "address", "whom"),
    [
        (Conversation.Kind.PHONE, "+447700900142", {"to": "447700900142"}),
        (Conversation.Kind.WHATSAPP, "IT.98765432101234567890", {"recipient": "IT.98765432101234567890"}),
    ],
)
def test_whoever_writes_by_whatsapp_is_answered_with_or_without_a_number(clinic, talk, kind, address, whom):
    Conversation.objects.update(kind=kind, address=address)
    message = make_message(clinic, talk, "Buongiorno")
    message.conversation.refresh_from_db()

    body = written(outgoing(message), "")

    assert {name: body.get(name) for name in ("to", "recipient") if name in body} == whom
    assert body["biz_opaque_callback_data"] == str(message.reference)
