"""What happens several times within a short while is one letter, with a way in to each (F 2b)."""

import re

import pytest
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from crm.testing import mailboxes
from crm.testing.people import make_user
from tenants.context import clinic_context
from tenants.notices.mail import letter
from tenants.notices.models import Notice
from tenants.outbox.models import Job

SEVERAL = _("%(number)s people called")


@pytest.fixture
def ada(clinic):
    return make_user(clinic, email="ada@example.com")


@pytest.fixture
def called(clinic, ada, kind, tell):
    """`called(3)`: that often, each a row of its own."""

    def make(times, *, people=(ada,), name="test.called", **more):
        kind(name, mail=True, several=SEVERAL, **more)
        for n in range(times):
            tell(clinic, people, name, key=f"{n}", link=f"/admin/{n}/", who=f"Caller {n}")

    return make


def addresses(mail):
    return re.findall(r'href="[^"]*/admin/(\d+)/"', mail.html)


@pytest.mark.parametrize(("times", "letters"), [(1, 1), (2, 2), (3, 1), (7, 1)])
def test_from_three_on_they_are_one_letter(clinic, called, mailbox, times, letters):
    called(times)

    mails = mailbox.deliver(clinic)

    assert len(mails) == letters
    assert sorted(n for mail in mails for n in addresses(mail)) == [str(n) for n in range(times)]


def test_a_letter_of_several_counts_all_and_names_the_newest_ten(clinic, called, mailbox):
    called(12)

    [mail] = mailbox.deliver(clinic)

    assert mail.subject == "12 people called"
    assert addresses(mail) == [str(n) for n in range(11, 1, -1)]
    assert "http://clinic-a.localhost:8000/admin/notices/" in mail.text


def test_each_person_and_each_kind_has_letters_of_their_own(clinic, ada, agent, called, mailbox):
    called(2, people=[ada, agent])
    called(1, name="test.other")

    assert len(mailbox.deliver(clinic)) == 5


def test_what_comes_in_bursts_waits_a_minute_for_others(clinic, called, mailbox):
    called(3, comes_in_bursts=True)

    assert mailbox.deliver(clinic) == []
    assert len(mailbox.deliver(clinic, minutes=1)) == 1


def test_a_letter_that_the_server_did_not_take_tells_all_of_them_when_it_is_sent_again(clinic, called, mailbox):
    called(3)
    mailbox.mode = mailboxes.BUSY
    mailbox.deliver(clinic)
    mailbox.mode = mailboxes.ACCEPT

    [mail] = mailbox.deliver(clinic, minutes=1)

    assert mail.subject == "3 people called"
    with clinic_context(clinic):
        assert set(Job.objects.filter(kind__startswith="staff.mail").values_list("state", flat=True)) == {"done"}


def test_what_was_told_counts_for_no_later_letter(clinic, called, tell, ada, mailbox):
    called(3)
    mailbox.deliver(clinic)
    tell(clinic, [ada], "test.called", who="Later")

    [mail] = mailbox.deliver(clinic)

    assert mail.subject == "Later called"


def test_what_was_read_meanwhile_stands_in_no_letter(clinic, called, mailbox):
    called(3)
    with clinic_context(clinic):
        Notice.objects.filter(key="1").update(read_at=now())

    assert [mail.subject for mail in mailbox.deliver(clinic)] == ["Caller 0 called", "Caller 2 called"]


def test_letters_of_one_clinic_gather_nothing_of_another(clinic, other_clinic, called, kind, tell, mailbox):
    called(2)
    there = make_user(other_clinic, email="ada@example.com")
    tell(other_clinic, [there, there], "test.called", who="There")

    assert len(mailbox.deliver(clinic)) == 2
    assert [mail.subject for mail in mailbox.deliver(other_clinic)] == ["There called"]


@pytest.mark.parametrize(("language", "start", "end"), [("de", "left", "right"), ("ar", "right", "left")])
def test_numbers_and_lines_stand_in_the_direction_of_the_language(clinic, language, start, end):
    evil = "<b onclick=x>Ada</b>"
    with clinic_context(clinic), translation.override("en"):
        mail = letter(
            "ada@example.com",
            language=language,
            subject=evil,
            numbers=[(evil, 3)],
            lines=[(evil, "https://clinic.example/?a=1&b=2")],
        )

    assert f'<th scope="row" align="{start}">' in mail.html
    assert f'<td align="{end}"><bdi>3</bdi></td>' in mail.html
    assert "<b onclick" not in mail.html
    assert f"{evil}: 3" in mail.text
    assert "https://clinic.example/?a=1&b=2" in mail.text
