"""Files that patients sent come afterwards, whatever happens meanwhile; the thread says what became of each."""

from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.db import connection
from django.utils import timezone

from comms.models import Attachment, Channel
from comms.providers.twilio.calls import lies_at_theirs
from comms.services.composing import place_of
from comms.services.files import fetching
from comms.services.files.checking import MB
from comms.services.files.fetching import FETCH_FILE, WAITS, ended, fetch
from comms.templatetags.comms_shown import file_said
from comms.tests.factories import make_account, make_conversation, make_message
from crm.lib.errors import ProviderAway
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.inbound.models import WebhookEvent
from tenants.outbox.handlers import Ended, GiveUp, TryAgain, handler_of
from tenants.storage import PrivateStorage


@pytest.fixture
def arrived(clinic):
    """A mail with these files, as its event keeps it, and the rows that wait for them."""

    def come(*files):
        mail = EmailMessage()
        mail.set_content("Here they are")
        for name, content in files:
            mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
        make_account(clinic, Channel.MAIL)
        talk = make_conversation(clinic, make_lead(clinic), channel=Channel.MAIL)
        message = make_message(clinic, talk, is_out=False, state="received")
        event = WebhookEvent.objects.create(
            provider="mail", event_id="mail:1", body=mail.as_bytes(), received_at=timezone.now()
        )
        return [
            Attachment.objects.create(message=message, name=name, url=f"event:{event.pk}#{place}")
            for place, (name, _) in enumerate(files)
        ]

    with clinic_context(clinic):
        yield come


def test_files_of_a_mail_come_out_of_the_mail_and_a_repeat_changes_nothing(arrived):
    files = arrived(("a.pdf", b"%PDF-1.7"), ("b.exe", b"MZ\x90"))

    for one in [*files, *files]:
        fetch({"file": str(one.pk)})

    for one in files:
        one.refresh_from_db()
    assert [(one.state, one.refused_for) for one in files] == [("stored", ""), ("refused", "type")]
    assert "not taken" in file_said(files[1])


@pytest.mark.parametrize(("size", "why"), [(0, "gone"), (26 * MB, "size")])
def test_a_file_that_never_comes_says_why(arrived, size, why):
    (one,) = arrived(("a.pdf", b"%PDF-" + b"0" * size))
    if not size:
        WebhookEvent.objects.all().delete()

    with pytest.raises(GiveUp) as refused:
        fetch({"file": str(one.pk)})
    ended(Ended({"file": str(one.pk)}, "failed", 1, timezone.now(), error=refused.value))

    one.refresh_from_db()
    assert (one.state, one.refused_for) == ("refused", why)
    assert "not kept" in file_said(one)


def test_a_provider_that_is_away_is_asked_again_for_more_than_a_day(arrived, monkeypatch):
    (one,) = arrived(("a.pdf", b"%PDF-"))

    def away(file):
        raise ProviderAway("ConnectError")

    monkeypatch.setattr(fetching, "_content", away)
    with pytest.raises(TryAgain):
        fetch({"file": str(one.pk)})

    waits = [handler_of(FETCH_FILE).wait(attempt, None) for attempt in range(1, len(WAITS) + 2)]
    assert waits[-1] is None
    assert sum(waits[:-1], timedelta()) > timedelta(days=1)


def test_nothing_is_fetched_for_somebody_who_was_erased_meanwhile(arrived, monkeypatch):
    (one,) = arrived(("a.pdf", b"%PDF-"))
    monkeypatch.setattr(fetching, "_content", lambda file: Attachment.objects.all().delete() and b"%PDF-")

    fetch({"file": str(one.pk)})

    assert not Attachment.objects.exists()
    assert handler_of(FETCH_FILE).ready({"file": str(one.pk)}, timezone.now()) is False


def test_bytes_are_stored_outside_every_transaction_and_those_of_nobody_are_not_left(arrived, monkeypatch):
    kept, gone = arrived(("a.pdf", b"%PDF-1.7"), ("b.pdf", b"%PDF-1.7"))
    depths, before, save = [], len(connection.savepoint_ids), PrivateStorage.save

    def stored(self, *said, **more):
        depths.append(len(connection.savepoint_ids) - before)
        return save(self, *said, **more)

    monkeypatch.setattr(PrivateStorage, "save", stored)
    fetch({"file": str(kept.pk)})
    monkeypatch.setattr(fetching, "_content", lambda file: Attachment.objects.all().delete() and b"%PDF-")
    fetch({"file": str(gone.pk)})

    assert depths == [0, 0]
    assert not PrivateStorage().exists(place_of(gone))


@pytest.mark.parametrize(
    ("url", "theirs"),
    [
        ("https://mms.twiliocdn.com/AC1/x?Signature=1", True),
        ("https://s3-external-1.amazonaws.com/media.twiliocdn.com/x", True),
        ("https://eviltwiliocdn.com/x", False),
        ("https://bucket.s3.amazonaws.com/x", False),
        ("http://mms.twiliocdn.com/x", False),
        ("http://127.0.0.1:9/x", False),
        ("", False),
    ],
)
def test_twilio_leads_on_to_its_own_files_alone(url, theirs):
    assert lies_at_theirs(url) is theirs
