"""Whoever's login was locked reads it at the bell, once; to whoever tries, known and unknown mails look alike."""

import re
from urllib.parse import urlsplit

from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.testing.people import PASSWORD, client_of, make_user
from tenants.audit.models import Entry
from tenants.context import clinic_context, platform_schema
from tenants.notices.models import Notice
from tenants.notices.services.reading import told
from tenants.outbox.models import Job
from tenants.staff.services.platform import make_platform_admin


def lock(clinic, email, tries=5):
    client = client_of(clinic)
    for _ in range(tries):
        answer = client.post("/admin/login/", {"username": email, "password": "wrong"})
    return answer


def notices(clinic):
    with clinic_context(clinic):
        return list(Notice.objects.select_related("user"))


def test_the_owner_is_told_once_at_the_bell_and_led_to_a_new_password(clinic, other_clinic, agent, mailbox):
    make_user(other_clinic, email=agent.email)
    lock(clinic, agent.email, tries=8)

    mailbox.deliver(clinic)
    mailbox.deliver(clinic)

    (notice,) = notices(clinic)
    assert (notice.user, notice.kind, notice.read_at) == (agent, "login_locked", None)
    assert "locked" in told(notice).title
    assert client_of(clinic, agent).get(notice.link).status_code == 200
    assert notices(other_clinic) == []


def test_trying_on_in_a_pause_writes_nothing_more(clinic, agent):
    lock(clinic, agent.email)
    with clinic_context(clinic):
        before = Entry.objects.count(), Job.objects.count()

    lock(clinic, agent.email, tries=10)

    with clinic_context(clinic):
        assert (Entry.objects.count(), Job.objects.count()) == before
        assert Entry.objects.saying("login.locked").count() == 1


def test_locked_again_after_the_link_there_is_another_mail_and_the_first_link_says_so(clinic, agent, mailbox):
    lock(clinic, agent.email)
    first = unlock_path(mailbox.deliver(clinic))
    assert client_of(clinic).post(first).status_code == 302

    lock(clinic, agent.email)
    spent = client_of(clinic).post(first)
    second = unlock_path(mailbox.deliver(clinic))

    assert spent.status_code == 404
    assert "Use the newest mail." in spent.content.decode()
    assert client_of(clinic).post(second).status_code == 302
    into = client_of(clinic).post("/admin/login/", {"username": agent.email, "password": PASSWORD})
    assert into.status_code == 302


def unlock_path(mails):
    (mail,) = mails
    return urlsplit(re.search(r"https?://\S+/unlock/\S+", mail.text)[0]).path


def test_a_mail_that_nobody_has_tells_nobody(clinic, agent, mailbox):
    lock(clinic, "nobody@example.com")

    mailbox.deliver(clinic)

    assert notices(clinic) == []


def test_the_try_that_locks_costs_the_same_statements_for_known_and_unknown(clinic, agent):
    asked = []
    for mail in ("warming@example.com", agent.email, "nobody@example.com"):
        lock(clinic, mail, tries=4)
        with CaptureQueriesContext(connection) as statements:
            assert lock(clinic, mail, tries=1).status_code == 429
        asked.append([re.sub(r"\d|'[^']*'", "", one["sql"]).split("(")[0] for one in statements])

    assert asked[1] == asked[2]


def test_on_the_platform_nobody_has_a_bell_and_locking_works(clinic, platform_client):
    with platform_schema():
        make_platform_admin(email="boss@example.com", password="a-long-enough-password")

    answers = [
        platform_client.post("/admin/login/", {"username": "boss@example.com", "password": "wrong"}).status_code
        for _ in range(5)
    ]

    assert answers[-1] == 429
    with clinic_context(clinic):
        assert Job.objects.count() == 0
