"""Mail to staff: asked for with its cause, made when it is sent, sent at most once (HOUSE 7, H:S2, X5, X6)."""

import pytest
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from crm.testing import mailboxes
from tenants.context import clinic_context
from tenants.notices import mailkinds
from tenants.notices.mail import Mail, letter, mail_kind, post
from tenants.outbox.models import DeliveryLog, Job
from tenants.services.states import suspend

CRLF = "Hello\r\nBcc: eve@example.com\r\n\r\nmore"


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    monkeypatch.setattr(mailkinds, "_kinds", dict(mailkinds._kinds))


def hello(**fields):
    return Mail(**{"to": "ada@example.com", "subject": "Hello", "text": "Good morning.", **fields})


def ask(clinic, build, *, key="one", name="test.hello", **about):
    mail_kind(name, build)
    with clinic_context(clinic), transaction.atomic():
        post(name, about, key=key)


def outcomes(clinic):
    with clinic_context(clinic):
        return list(DeliveryLog.objects.order_by("id").values_list("outcome", flat=True))


def states(clinic):
    with clinic_context(clinic):
        return list(Job.objects.filter(kind="staff.mail").values_list("state", flat=True))


def test_a_mail_is_built_from_ids_when_it_is_sent_and_arrives(clinic, mailbox):
    ask(clinic, lambda about: hello(subject=f"Number {about['number']}"), number=7)

    (mail,) = mailbox.deliver(clinic)

    assert mail.recipients == ["ada@example.com"]
    assert mail.subject == "Number 7"
    assert mail.text.strip() == "Good morning."
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert outcomes(clinic) == ["done"]


def test_a_mail_lives_and_dies_with_the_transaction_of_its_cause(clinic, mailbox):
    mail_kind("test.hello", lambda about: hello())

    with clinic_context(clinic), transaction.atomic():
        post("test.hello", {}, key="one")
        transaction.set_rollback(True)

    assert mailbox.deliver(clinic) == []


def test_asking_twice_for_one_key_is_one_mail_also_after_it_was_sent(clinic, mailbox):
    ask(clinic, lambda about: hello())
    mailbox.deliver(clinic)

    ask(clinic, lambda about: hello())
    ask(clinic, lambda about: hello(), key="x" * 500)
    ask(clinic, lambda about: hello(), key="x" * 501)

    assert len(mailbox.deliver(clinic)) == 2
    assert len(mailbox.mails) == 3


def test_a_mail_of_one_clinic_is_sent_in_that_clinic_alone(clinic, other_clinic, mailbox):
    ask(clinic, lambda about: hello())

    assert mailbox.deliver(other_clinic) == []
    assert len(mailbox.deliver(clinic)) == 1


def test_nobody_to_tell_any_more_is_done_without_a_mail(clinic, mailbox):
    ask(clinic, lambda about: None)

    assert mailbox.deliver(clinic) == []
    assert states(clinic) == [Job.State.DONE]


@pytest.mark.parametrize("field", ["subject", "text", "html", "language"])
def test_a_line_end_in_any_field_makes_no_second_recipient(clinic, mailbox, field):
    ask(clinic, lambda about: hello(**{field: CRLF}))

    (mail,) = mailbox.deliver(clinic)

    assert mail.recipients == ["ada@example.com"]
    assert mail.message["Bcc"] is None
    assert mail.message.get_all("To") == ["ada@example.com"]


@pytest.mark.parametrize(
    "to",
    [CRLF, "ada@example.com\r\nBcc: eve@example.com", "ada@example.com, eve@example.com", "", "a b@example.com"],
)
def test_an_address_that_is_more_than_one_address_gets_nothing(clinic, mailbox, to):
    ask(clinic, lambda about: hello(to=to))

    assert mailbox.deliver(clinic) == []
    assert states(clinic) == [Job.State.FAILED]


def test_signs_that_no_wire_takes_arrive_as_something_else(clinic, mailbox):
    ask(clinic, lambda about: hello(subject="a\0b\ud800", text="c\ud800d", html="e\ud800f"))

    assert len(mailbox.deliver(clinic)) == 1


@pytest.mark.parametrize(
    ("mode", "state"),
    [
        (mailboxes.ACCEPT_THEN_DROP, Job.State.UNKNOWN),
        (mailboxes.REFUSE_MAIL, Job.State.FAILED),
        (mailboxes.REFUSE_RECIPIENT, Job.State.FAILED),
        (mailboxes.BUSY, Job.State.WAITING),
    ],
)
def test_how_the_server_answers_decides_whether_it_is_tried_again(clinic, mailbox, mode, state):
    mailbox.mode = mode
    ask(clinic, lambda about: hello())

    mailbox.deliver(clinic)

    assert states(clinic) == [state]


def test_a_server_that_falls_silent_after_the_mail_leaves_it_unknown_and_it_is_not_sent_again(
    clinic, mailbox, settings
):
    settings.MAIL = {**settings.MAIL, "timeout": 0.3}
    mailbox.mode = mailboxes.ACCEPT_THEN_HANG
    ask(clinic, lambda about: hello())

    mailbox.deliver(clinic)
    mailbox.mode = mailboxes.ACCEPT
    mailbox.deliver(clinic)

    assert states(clinic) == [Job.State.UNKNOWN]
    assert len(mailbox.mails) == 1


def test_a_server_that_is_away_is_asked_again(clinic, mailbox, settings):
    settings.MAIL = {**settings.MAIL, "port": 9}
    ask(clinic, lambda about: hello())

    mailbox.deliver(clinic)

    assert states(clinic) == [Job.State.WAITING]


def test_what_breaks_while_the_mail_is_made_failed_for_certain(clinic, mailbox):
    ask(clinic, lambda about: 1 / 0)

    mailbox.deliver(clinic)

    assert states(clinic) == [Job.State.FAILED]


def test_a_suspended_clinics_people_still_get_what_lets_them_in(clinic, mailbox):
    mail_kind("test.work", lambda about: hello(subject="Work"), while_suspended=False)
    suspend(clinic)
    clinic.refresh_from_db()
    ask(clinic, lambda about: hello(subject="Reset"))
    with clinic_context(clinic), transaction.atomic():
        post("test.work", {}, key="one")

    assert [mail.subject for mail in mailbox.deliver(clinic)] == ["Reset"]


def test_what_a_mail_holds_is_shown_as_it_is_and_never_as_markup(clinic, mailbox):
    evil = "<a href=//evil.example>Ada</a>"
    ask(
        clinic,
        lambda about: letter(
            "ada@example.com",
            language="en",
            subject=evil,
            paragraphs=[evil],
            button=("Open", "https://clinic.example/?a=1&b=2"),
            small=[evil],
        ),
    )

    (mail,) = mailbox.deliver(clinic)

    assert "<a href=//evil" not in mail.html
    assert "&lt;a href=//evil.example&gt;" in mail.html
    assert evil in mail.text
    assert "https://clinic.example/?a=1&b=2" in mail.text
    assert 'href="https://clinic.example/?a=1&amp;b=2"' in mail.html


@pytest.mark.parametrize(("language", "direction"), [("de", "ltr"), ("ar", "rtl"), ("he", "rtl"), ("fa", "rtl")])
def test_a_mail_says_its_language_and_direction_and_leaves_ours_alone(clinic, language, direction):
    with clinic_context(clinic), translation.override("en"):
        mail = letter("ada@example.com", language=language, subject=_("Log in"), paragraphs=["x"])

        assert translation.get_language() == "en"
    assert f'<html lang="{language}" dir="{direction}">' in mail.html
    assert mail.language == language
