"""Mail to the platform's own people: no queue of record there, so at most once (H:S2)."""

import pytest
from django.core.cache import cache
from django.db import transaction
from kombu.exceptions import OperationalError

from crm.testing import mailboxes
from tenants.context import platform_schema
from tenants.notices import mailkinds
from tenants.notices.mail import Mail, letter, mail_kind, post
from tenants.notices.services import platform_post
from tenants.notices.services.platform_post import send_now


@pytest.fixture(autouse=True)
def fresh(monkeypatch, database):
    monkeypatch.setattr(mailkinds, "_kinds", dict(mailkinds._kinds))
    mail_kind("test.reset", lambda about: Mail("boss@example.com", "Reset", f"Number {about['user']}"))
    cache.clear()


@pytest.fixture
def sent(monkeypatch):
    """What would have been handed to the worker."""
    calls = []
    monkeypatch.setattr(platform_post.current_app, "send_task", lambda name, **options: calls.append(options))
    return calls


def ask():
    with transaction.atomic():
        post("test.reset", {"user": 7}, key="k")


def test_a_mail_of_the_platform_leaves_with_the_commit_of_its_cause(sent, on_commit):
    with on_commit(execute=True):
        ask()
        assert sent == []

    assert [one["kwargs"] for one in sent] == [
        {"name": "test.reset", "about": {"user": 7}, "key": "k", "attempt": 0}
    ]


def test_it_is_sent_once_however_often_the_task_arrives(mailbox):
    assert [send_now("test.reset", {"user": 7}, "k", 0) for _ in range(2)] == ["done", "known"]

    (mail,) = mailbox.mails
    assert mail.text.strip() == "Number 7"


def test_only_what_reached_nobody_is_tried_again_and_not_for_ever(mailbox, sent):
    mailbox.mode = mailboxes.BUSY

    ended = [send_now("test.reset", {"user": 7}, "k", attempt) for attempt in range(4)]

    assert ended == ["retry", "retry", "retry", "failed"]
    assert [one["countdown"] for one in sent] == [1, 2, 4]


@pytest.mark.parametrize(
    ("mode", "ended"), [(mailboxes.ACCEPT_THEN_DROP, "unknown"), (mailboxes.REFUSE_MAIL, "failed")]
)
def test_what_may_have_arrived_or_was_refused_is_not_tried_again(mailbox, sent, mode, ended):
    mailbox.mode = mode

    assert send_now("test.reset", {"user": 7}, "k", 0) == ended
    assert sent == []


def test_with_redis_away_the_cause_goes_on_without_the_mail(monkeypatch, on_commit):
    def away(*args, **options):
        raise OperationalError("away")

    monkeypatch.setattr(platform_post.current_app, "send_task", away)

    with on_commit(execute=True):
        ask()


def test_a_letter_of_the_platform_names_no_clinic(database):
    with platform_schema():
        mail = letter("boss@example.com", language="en", subject="Reset", paragraphs=["x"])

    assert "Bridgework · Bridgework" not in mail.text
