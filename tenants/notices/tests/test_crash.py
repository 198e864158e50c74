"""A real worker, a real mail server, kill -9 in mid-call: what was taken once is never sent again (H:S2)."""

import pytest
from django.db import transaction
from django.utils import timezone

from crm.testing import mailboxes
from crm.testing.people import make_user
from crm.testing.processes import start_worker, until
from tenants.context import clinic_context
from tenants.notices.services.notify import notify
from tenants.outbox.models import Job
from tenants.outbox.services import work
from tenants.outbox.services.sweep import settle_abandoned, sweep
from tenants.staff.roles import ADMIN

pytestmark = [pytest.mark.chaos, pytest.mark.xdist_group("chaos")]


@pytest.fixture
def hired(no_worker, mailbox, monkeypatch):
    """A worker that hands mails to this test's server."""
    monkeypatch.setenv("MAIL_PORT", str(mailbox.port))
    process = start_worker()
    yield process
    process.kill()


def test_a_mail_whose_worker_was_killed_while_the_server_took_it_is_unknown_and_stays_so(
    fresh_clinic, mailbox, hired
):
    clinic = fresh_clinic()
    mailbox.mode = mailboxes.ACCEPT_THEN_HANG
    admin = make_user(clinic, role=ADMIN, email="ada@example.com")
    about = {"name": "Support", "minutes": "30", "reason": "A question"}
    with clinic_context(clinic), transaction.atomic():
        notify([admin], "visit_opened", about=about)
    until(lambda: mailbox.mails, told=hired.output)

    hired.kill()
    hired.wait(10)
    mailbox.mode = mailboxes.ACCEPT
    later = timezone.now() + work.LEASE * 2
    with clinic_context(clinic):
        settle_abandoned(now=later)
        sweep(now=later)

        assert Job.objects.get(kind="staff.mail").state == Job.State.UNKNOWN
    assert [mail.recipients for mail in mailbox.mails] == [["ada@example.com"]]
