"""A forgotten password (H:N6, N7, T13): the same answer for everybody; the link works once, for an hour."""

import re
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

import pytest
import time_machine
from axes.models import AccessFailureLog
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.testing.people import PASSWORD, client_of, host_of, make_user
from crm.testing.threads import at_once
from tenants.context import clinic_context
from tenants.outbox.models import Job
from tenants.staff.models import User
from tenants.staff.services import resets
from tenants.staff.services.invitations import invite
from tenants.staff.services.resets import reset_link

ASK, LOGIN = "/reset/", "/admin/login/"
NEW = "quite-another-long-password"
TYPED = {"password": NEW, "again": NEW}


@pytest.fixture
def path(clinic, agent):
    with clinic_context(clinic):
        return urlsplit(reset_link(agent)).path


def ask(clinic, email, **extra):
    return client_of(clinic).post(ASK, {"email": email}, **extra)


def queued(clinic):
    with clinic_context(clinic):
        return Job.objects.filter(key__contains="staff.reset").count()


def without_token(answer):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def test_the_mail_leads_to_the_clinics_own_host_and_sets_a_password(clinic, agent, mailbox):
    ask(clinic, " AGENT@example.com ")

    (mail,) = mailbox.deliver(clinic)
    link = re.search(r"http://\S+/reset/\S+", mail.text)[0]
    done = client_of(clinic).post(urlsplit(link).path, TYPED)
    into = client_of(clinic).post(LOGIN, {"username": agent.email, "password": NEW})
    (told,) = mailbox.deliver(clinic)

    assert (mail.recipients, urlsplit(link).hostname) == ([agent.email], host_of(clinic))
    assert (done.status_code, into.status_code) == (302, 302)
    assert told.subject == "Your password was changed"


def test_known_unknown_closed_and_invited_are_answered_the_same_with_the_same_statements(clinic, agent):
    make_user(clinic, email="closed@example.com", is_active=False)
    with clinic_context(clinic):
        invite(email="invited@example.com", role="Agent")
    heard = []
    ask(clinic, "first@example.com")
    for mail in ("agent@example.com", "nobody@example.com", "closed@example.com", "invited@example.com"):
        with CaptureQueriesContext(
            connection,
        ) as statements:
            answer = ask(clinic, mail)
        heard.append(
            (
                answer.status_code,
                without_token(answer),
                [re.sub(r"\d|'[^']*'", "", one["sql"]) for one in statements],
            )
        )

    assert all(one[:2] == heard[0][:2] for one in heard)
    assert {len(one[2]) for one in heard} == {len(heard[0][2])}
    assert queued(clinic) == 5


def test_a_guest_of_the_platform_gets_no_password(clinic, agent, mailbox, path):
    with clinic_context(clinic):
        until = timezone.now() + timedelta(hours=1)
        User.objects.filter(pk=agent.pk).update(is_visitor=True, visit_ends_at=until)

    ask(clinic, agent.email)

    assert mailbox.deliver(clinic) == []
    assert client_of(clinic).post(path, TYPED).status_code == 404


def test_nobody_gets_a_mail_who_has_no_account(clinic, mailbox):
    ask(clinic, "nobody@example.com")

    assert mailbox.deliver(clinic) == []


def test_the_link_works_once_and_ends_all_sessions(clinic, agent, path):
    old = client_of(clinic)
    old.post(LOGIN, {"username": agent.email, "password": PASSWORD})
    with clinic_context(clinic):
        agent.refresh_from_db()
        path = urlsplit(reset_link(agent)).path

    first = client_of(clinic).post(path, TYPED)
    second = client_of(clinic).post(path, {"password": PASSWORD, "again": PASSWORD})

    assert (first.status_code, second.status_code) == (302, 404)
    assert old.get("/admin/leads/lead/").status_code == 302


@pytest.mark.parametrize(("minutes", "status"), [(59, 200), (61, 404)])
def test_the_link_lives_for_an_hour(clinic, path, minutes, status):
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        assert client_of(clinic).get(path).status_code == status


def test_three_an_hour_for_a_mail_and_the_answer_stays_the_same(clinic, agent):
    answers = [ask(clinic, agent.email) for _ in range(5)]

    assert {answer.status_code for answer in answers} == {200}
    assert len({without_token(answer) for answer in answers}) == 1
    assert queued(clinic) == 3


def test_twenty_an_hour_from_an_address(clinic):
    for number in range(23):
        ask(clinic, f"somebody{number}@example.com")
    ask(clinic, "another@example.com", REMOTE_ADDR="192.0.2.7")

    assert queued(clinic) == 21


def test_above_the_limit_nothing_is_written(clinic, agent):
    for _ in range(6):
        ask(clinic, agent.email)

    with clinic_context(clinic):
        assert AccessFailureLog.objects.count() == 3


def test_many_at_once_are_counted_one_after_the_other(fresh_clinic):
    clinic = fresh_clinic()
    ask_now = partial(resets.ask_reset, "agent@example.com", address="192.0.2.1", now=timezone.now())

    at_once(clinic, *[ask_now] * 8)

    assert queued(clinic) == 3


def test_asking_locks_nobody_out(clinic, agent):
    for _ in range(8):
        ask(clinic, agent.email)

    assert client_of(clinic).post(LOGIN, {"username": agent.email, "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize("mail", ["", "x", "a\0b@example.com", "x" * 300 + "@example.com", "\u202e@example.com"])
def test_what_is_no_mail_is_422(clinic, mail):
    assert ask(clinic, mail).status_code == 422


def test_a_weak_password_is_422_and_the_link_still_works(clinic, path):
    weak = client_of(clinic).post(path, {"password": "short", "again": "short"})

    assert (weak.status_code, client_of(clinic).get(path).status_code) == (422, 200)


def test_somebody_who_left_gets_no_way_in(clinic, agent, path):
    with clinic_context(clinic):
        User.objects.update(is_active=False)

    assert client_of(clinic).post(path, TYPED).status_code == 404


def test_of_four_who_use_one_link_at_once_one_sets_a_password(fresh_clinic):
    clinic = fresh_clinic()
    for round_ in range(4):
        agent = make_user(clinic, email=f"agent{round_}@example.com")
        with clinic_context(clinic):
            uid, token = urlsplit(reset_link(agent)).path.strip("/").split("/")[-2:]

        heard = at_once(clinic, *[partial(resets.reset, uid, token, password=f"{NEW}-{n}") for n in range(4)])

        assert sorted(type(one).__name__ for one in heard) == ["InvalidData"] * 3 + ["User"]
