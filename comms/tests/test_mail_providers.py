"""What mail providers tell: checked by the clinic's own secret, kept once, read as IMAP's (H:W1, W2, X6)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from comms.models import Attachment, Channel, Message
from comms.providers.base import Preference, Sender, Status, Trouble
from comms.providers.mail import reading
from comms.providers.mail.smtp import marks_of
from comms.services.mail_providers.forms import form_of
from comms.services.mail_providers.reading import mail_in, news_in
from comms.tests.factories import make_account
from comms.tests.mailing import (
    FORM,
    JSON,
    KEY,
    PASSWORD,
    USER,
    basic,
    mailgun_mail,
    mailgun_news,
    postmark_mail,
    postmark_news,
    signature,
)
from tenants.context import clinic_context
from tenants.inbound.models import WebhookEvent
from tenants.outbox.services.work import run_due
from tenants.settings.errors import ProviderRefused
from tenants.settings.kinds import kind_of
from tenants.settings.services.credentials import store

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
OURS, MINE = "<msg-1@clinic.example>", "5b0c6d3e-0000-4000-8000-000000000001"


@pytest.fixture
def keys(clinic):
    with clinic_context(clinic):
        store("mailgun", {"signing_key": KEY}, by=None)
        store("postmark", {"user": USER, "password": PASSWORD}, by=None)


@pytest.fixture
def post(platform_client, clinic):
    def tell(provider, body, *, kind=JSON, whose=clinic, **headers):
        path = f"/api/v1/webhooks/mail/{provider}/{whose.pk}"
        return platform_client.generic("POST", path, body, content_type=kind, headers=headers).status_code

    return tell


def events(clinic):
    with clinic_context(clinic):
        return list(WebhookEvent.objects.order_by("pk").values_list("provider", flat=True))


def test_what_the_clinics_secret_does_not_fit_is_refused_and_nothing_is_kept(clinic, other_clinic, keys, post):
    old, ahead = (signature(at=timezone.now() + timedelta(hours=hours)) for hours in (-13, 13))
    news, opened = mailgun_news(signature(), "opened"), postmark_news("Open")

    assert post("mailgun", b'{"event-data": {"event": "delivered"}}') == 401
    assert post("postmark", opened) == 401
    refused = [
        post("mailgun", mailgun_news(signature("another"), "opened")),
        post("mailgun", mailgun_mail(signature("another")), kind=FORM),
        post("mailgun", mailgun_news(old, "opened")),
        post("mailgun", mailgun_news(ahead, "opened")),
        post("mailgun", mailgun_news({**signature(), "token": "ë"}, "opened")),
        post("mailgun", b'["signature"]'),
        post("mailgun", news, whose=other_clinic),
        post("postmark", opened, Authorization=basic(password="wrong")),
        post("postmark", opened, Authorization="Basic é"),
        post("postmark", opened, Authorization=basic(), whose=other_clinic),
        post("postmark", opened, Authorization=basic("", ""), whose=other_clinic),
        post("mailgun", mailgun_news(signature(""), "opened"), whose=other_clinic),
    ]

    assert set(refused) == {403}
    assert post("postmark", b"[", Authorization=basic()) == 400
    assert events(clinic) == events(other_clinic) == []


def test_one_mail_by_two_providers_with_every_repeat_is_one_message_with_its_file(
    clinic, other_clinic, keys, post, database
):
    make_account(clinic, Channel.MAIL)
    signed, scan = signature(), SimpleUploadedFile("skanim.pdf", b"%PDF-1", "application/pdf")
    body = mailgun_mail(signed, scan)

    told = [post("mailgun", body, kind=FORM) for _ in range(2)]
    told += [post("mailgun", mailgun_mail(signed, text="Another body, the same signature"), kind=FORM)]
    told += [post("postmark", postmark_mail(), Authorization=basic()) for _ in range(2)]
    with clinic_context(clinic):
        for _ in range(3):  # what was told, the mail in it, its file
            run_due(now=timezone.now())

    assert set(told) == {200}
    assert events(clinic) == ["mailgun", "postmark", "mail"]
    with clinic_context(clinic):
        message = Message.objects.get()
        assert (message.subject, message.body) == ("Sa kushton një implant?", "Mirëdita")
        assert (message.conversation.address, message.in_reply_to) == ("gezim@example.com", OURS)
        assert Attachment.objects.get().name == "skanim.pdf"
        assert Attachment.objects.get().state == "stored"
    assert events(other_clinic) == []


def test_a_large_mail_is_taken_and_one_larger_than_any_mailbox_is_not(clinic, keys, post):
    large = "x" * 5 * 1024**2

    assert post("postmark", postmark_mail(TextBody=large), Authorization=basic()) == 200
    assert post("mailgun", mailgun_mail(signature(), text=large), kind=FORM) == 200
    assert post("postmark", b"x" * (27 * 1024**2), Authorization=basic()) == 413
    assert len(events(clinic)) == 2


def test_a_form_says_who_it_is_by_no_alphabet_and_its_files_have_names_whatever_they_are_called(clinic, keys, post):
    signed = mailgun_mail(signature("another"))
    kinds = [f"{FORM}; charset=rot13", "multipart/form-data", "application/x-www-form-urlencoded; charset=latin-1"]
    named = mailgun_mail({}, SimpleUploadedFile("a", b"1", "image/png")).replace(b'filename="a"', b'filename=".."')

    form, files = form_of(named, FORM)

    assert {post("mailgun", signed, kind=kind) for kind in kinds} == {403}
    assert form["body-plain"] == "Mirëdita"
    assert [(one.name, one.content_type, one.read()) for one in files.values()] == [("file", "image/png", b"1")]


def test_a_mail_that_postmark_took_apart_and_one_that_it_sends_whole_are_read_alike():
    whole = (
        "From: =?utf-8?q?G=C3=ABzim?= <gezim@example.com>\r\nMessage-ID: <m-2@example.com>\r\n"
        "Auto-Submitted: auto-replied\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nNuk jam këtu"
    )

    (apart,) = reading.read(mail_in("postmark", postmark_mail(), JSON), account="", now=NOW)
    (raw,) = reading.read(mail_in("postmark", postmark_mail(RawEmail=whole), JSON), account="", now=NOW)

    assert (apart.sender, apart.body) == (Sender(email="gezim@example.com", name="Gëzim Çoçoli"), "Mirëdita")
    assert [(one.name, one.mime, one.content) for one in apart.media] == [
        ("skanim.pdf", "application/pdf", b"%PDF-1")
    ]
    assert (raw.provider_id, raw.body, raw.is_automatic) == ("<m-2@example.com>", "Nuk jam këtu", True)


@given(st.text(max_size=40), st.text(max_size=40))
@example("\ud800", "\ud800")
def test_no_value_of_a_mail_begins_another_header(evil, name):
    headers = [{"Name": "Message-ID", "Value": "<m@x>"}, {"Name": "X-A", "Value": f"{evil}\r\nBcc: a@evil.example"}]
    sent = postmark_mail(Subject=f"a\r\nBcc: {evil}", Headers=headers, FromFull={"Email": "a@b.it", "Name": name})

    (news,) = reading.read(mail_in("postmark", sent, JSON), account="", now=NOW)

    raw = mail_in("postmark", sent, JSON)
    assert b"\nBcc:" not in raw
    assert news.provider_id == "<m@x>"
    assert news.media


GONE = {"severity": "permanent", "reason": "bounce", "message": {"headers": {"message-id": OURS.strip("<>")}}}
FULL = {"delivery-status": {"message": "5.2.2 Mailbox full"}}
KEPT = {"Metadata": {"reference": MINE}}
TOLD = {
    "delivered": (mailgun_news({}, "delivered", message=GONE["message"]), Status("", OURS, "delivered", NOW)),
    "gone": (mailgun_news({}, "failed", **GONE), Status("", OURS, "failed", NOW, trouble=Trouble.ADDRESS)),
    "full": (
        mailgun_news({}, "failed", **GONE, **FULL),
        Status("", OURS, "failed", NOW, trouble=Trouble.UNREACHABLE, code="5.2.2"),
    ),
    "later": (mailgun_news({}, "failed", severity="temporary"), None),
    "opened": (mailgun_news({}, "opened"), None),
    "spam": (mailgun_news({}, "complained"), Preference("", Sender(email="sarah@example.com"), False, NOW)),
    "no more": (mailgun_news({}, "unsubscribed"), Preference("", Sender(email="sarah@example.com"), False, NOW)),
    "postmark": (postmark_news("Delivery", **KEPT), Status("", "", "delivered", NOW, reference=MINE)),
    "hard": (
        postmark_news("Bounce", Type="HardBounce", ID=7, **KEPT),
        Status("", "", "failed", NOW, reference=MINE, trouble=Trouble.ADDRESS),
    ),
    "soft": (
        postmark_news("Bounce", Type="SoftBounce", ID=8, **KEPT),
        Status("", "", "failed", NOW, reference=MINE, trouble=Trouble.UNREACHABLE),
    ),
    "postmark spam": (
        postmark_news("SpamComplaint", Type="SpamComplaint", ID=9, Email="sarah@example.com"),
        Preference("", Sender(email="sarah@example.com"), False, NOW),
    ),
    "postmark opened": (postmark_news("Open"), None),
}


@pytest.mark.parametrize(("body", "news"), TOLD.values(), ids=TOLD)
def test_what_became_of_our_mail_is_news_as_any_providers(body, news):
    provider = "postmark" if b"RecordType" in body else "mailgun"
    timed = body.replace(b"1795168800.5", str(NOW.timestamp()).encode())

    assert mail_in(provider, timed, JSON) is None
    assert list(news_in(provider, timed, JSON, now=NOW)) == ([news] if news else [])


def test_postmark_is_told_our_names_of_a_mail_and_other_servers_are_not():
    assert marks_of("smtp.postmarkapp.com", MINE)["X-PM-Metadata-reference"] == MINE
    assert marks_of("smtp.example.com", MINE) == marks_of("evilpostmarkapp.com", MINE) == {}


def test_the_connection_works_once_something_that_fits_has_arrived(clinic, keys, post):
    with clinic_context(clinic), pytest.raises(ProviderRefused, match="Enter the address there"):
        kind_of("mailgun").test({})
    post("mailgun", mailgun_news(signature(), "opened"))

    with clinic_context(clinic):
        assert kind_of("mailgun").test({}) is None
        assert str(clinic.uuid) in str(kind_of("mailgun").enter_there())
        with pytest.raises(ProviderRefused):
            kind_of("postmark").test({})
