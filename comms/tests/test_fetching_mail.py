"""A mailbox whose server is slow, or ends whoever asks it, keeps no other clinic's mail waiting (H:S15)."""

from datetime import UTC, datetime

import pytest

from comms.models import Channel
from comms.providers.mail.imap import Letter, Look, Place
from comms.services import fetching
from comms.services.fetching import FETCH, LATER, LOOKS, fetch_mail
from comms.tests.factories import make_account
from tenants.context import clinic_context, platform_schema
from tenants.models import ClinicDue

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def mailbox(clinic, monkeypatch):
    """`mailbox(look)`: what a look into the clinic's mailbox does."""
    make_account(clinic, Channel.MAIL)
    monkeypatch.setattr(fetching.credentials, "use", lambda kind: {})

    def is_one(look):
        one = type("Box", (), {"look": staticmethod(look)})
        monkeypatch.setattr(fetching.opening, "mailbox", lambda values: one)

    with clinic_context(clinic):
        yield is_one


def full(place, *, today):
    """A mail each time, and always more."""
    mail = Letter(place.uid + 1, f"Message-ID: <{place.uid}@example.com>\n\nHello".encode())
    return Look((mail,), Place(1, place.uid + 1, today), has_more=True)


@pytest.mark.parametrize(("budget", "looks"), [(60, LOOKS), (-1, 1)])
def test_a_full_mailbox_is_looked_into_some_times_and_a_slow_one_once(mailbox, monkeypatch, budget, looks):
    monkeypatch.setattr(fetching, "BUDGET", budget)
    mailbox(full)

    assert fetch_mail(now=NOW) == looks


def test_a_mailbox_that_ends_its_worker_is_looked_into_later(clinic, mailbox):
    def ends_it(place, *, today):
        raise KeyboardInterrupt

    mailbox(ends_it)
    with pytest.raises(KeyboardInterrupt):
        fetch_mail(now=NOW)

    with platform_schema():
        assert ClinicDue.objects.get(clinic=clinic, kind=FETCH).next_due == NOW + LATER
