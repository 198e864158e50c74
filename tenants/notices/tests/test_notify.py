"""Who is told what, how often and by which way (F 2b "Notifications")."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from crm.testing.people import make_user
from tenants.context import clinic_context
from tenants.notices.models import Notice, NoticeChoice
from tenants.notices.services.notify import notify
from tenants.notices.services.reading import told
from tenants.outbox.models import Job
from tenants.services.forgetting import forget_useless
from tenants.staff.models import User

HOSTILE = [
    "%(who)s",
    "%(secret)s",
    "{who}",
    "{0.__class__}",
    "{{ 7*7 }}",
    "%s",
    "%",
    "%%",
    "%(who",
    "$who",
    "\\g<0>",
]


@pytest.fixture
def ada(clinic):
    return make_user(clinic, email="ada@example.com", language="de")


def notices(clinic):
    with clinic_context(clinic):
        return list(Notice.objects.order_by("pk"))


def mails_asked(clinic):
    with clinic_context(clinic):
        return Job.objects.filter(kind__startswith="staff.mail").count()


def test_each_of_them_is_told_once_for_a_key_however_often_it_is_said(clinic, ada, agent, kind, tell):
    name = kind(mail=True)

    for _ in range(3):
        tell(clinic, [ada, agent, ada], name, key="lead 7", who="Erion")

    assert sorted(notice.user_id for notice in notices(clinic)) == sorted([ada.pk, agent.pk])
    assert mails_asked(clinic) == 2


def test_without_a_key_every_telling_counts(clinic, ada, kind, tell):
    name = kind()

    tell(clinic, [ada], name)
    tell(clinic, [ada], name)

    assert len(notices(clinic)) == 2


def test_the_same_key_of_another_kind_is_another_thing(clinic, ada, kind, tell):
    tell(clinic, [ada], kind("test.one"), key="7")
    tell(clinic, [ada], kind("test.two"), key="7")

    assert len(notices(clinic)) == 2


def test_notices_of_one_clinic_are_in_that_clinic_alone(clinic, other_clinic, ada, kind, tell):
    tell(clinic, [ada], kind())

    assert notices(other_clinic) == []


def test_whoever_left_is_not_told(clinic, ada, kind, tell):
    ada.is_active = False

    tell(clinic, [ada], kind(mail=True))

    assert notices(clinic) == []
    assert mails_asked(clinic) == 0


def test_a_kind_that_nobody_registered_is_a_mistake_of_the_caller(clinic, ada):
    with clinic_context(clinic), pytest.raises(LookupError, match=r"test\.none"):
        notify([ada], "test.none", about={})


@pytest.mark.parametrize("value", HOSTILE)
def test_what_a_person_wrote_is_shown_as_it_is_and_never_read_as_a_slot(clinic, ada, kind, tell, value):
    name = kind(title="%(who)s met %(whom)s")

    tell(clinic, [ada], name, who=value, whom="Mira", secret="hidden")

    assert told(notices(clinic)[0]).title == f"{value} met Mira"


@pytest.mark.parametrize("value", ["a\0b", "\ud800", "x" * 100_000, 7, None])
def test_no_value_undoes_what_the_notice_is_about(clinic, ada, kind, tell, value):
    tell(clinic, [ada], kind(), who=value)

    assert len(told(notices(clinic)[0]).title) <= 210


def test_a_notice_of_a_kind_that_left_the_code_is_a_neutral_line(clinic, ada):
    with clinic_context(clinic):
        notice = Notice.objects.create(user=ada, kind="gone", key="1", about=["not a mapping"])

    assert told(notice).title == "News"


def test_a_notice_is_read_in_the_language_of_its_reader(clinic, ada, tell, monkeypatch):
    tell(clinic, [ada], "login_locked")

    with translation.override("de"), monkeypatch.context() as words:
        words.setattr("django.utils.translation._trans.gettext", lambda text: f"[{translation.get_language()}]")
        shown = told(notices(clinic)[0])

    assert shown.title == "[de]"


@pytest.mark.parametrize(
    "link",
    [
        "//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "admin/",
        "/a\r\nb", "/a\tb", "\\\\evil", "/x\\y",
    ],
)  # fmt: skip
def test_a_notice_leads_to_no_other_host(clinic, ada, kind, tell, link):
    with pytest.raises(ValueError, match="own host"):
        tell(clinic, [ada], kind(), link=link)

    with clinic_context(clinic), pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(user=ada, kind="test.kind", key="1", link=link)


@pytest.mark.parametrize("link", ["", "/", "/admin/leads/lead/7/change/?_tab=1#x"])
def test_a_path_of_ones_own_host_is_kept(clinic, ada, kind, tell, link):
    tell(clinic, [ada], kind(), link=link)

    assert notices(clinic)[0].link == link


@pytest.mark.parametrize(
    ("bell", "mail", "unread", "rows"),
    [(True, True, 1, 1), (True, False, 1, 1), (False, True, 0, 1), (False, False, 0, 0)],
)
def test_everybody_chooses_for_each_kind_how_to_hear_of_it(
    clinic, ada, kind, tell, mailbox, bell, mail, unread, rows
):
    name = kind(mail=True)
    with clinic_context(clinic):
        NoticeChoice.objects.create(user=ada, kind=name, bell=bell, mail=mail)

    tell(clinic, [ada], name)

    with clinic_context(clinic):
        assert Notice.objects.unread().count() == unread
    assert len(notices(clinic)) == rows
    assert len(mailbox.deliver(clinic)) == mail


def test_what_is_about_safety_cannot_be_chosen_away(clinic, ada, kind, tell):
    name = kind(mail=True, always=True)
    with clinic_context(clinic):
        NoticeChoice.objects.create(user=ada, kind=name, bell=False, mail=False)

    tell(clinic, [ada], name)

    assert notices(clinic)[0].read_at is None
    assert mails_asked(clinic) == 1


def test_off_shift_nobody_gets_mail_about_work_and_the_bell_keeps_it(clinic, ada, kind, tell):
    ada.shift = User.Shift.OFF

    tell(clinic, [ada], kind("test.work", mail=True))
    tell(clinic, [ada], kind("test.safety", mail=True, always=True))

    assert [notice.read_at for notice in notices(clinic)] == [None, None]
    assert mails_asked(clinic) == 1


def test_a_kind_that_is_not_mailed_is_not_mailed_whatever_was_chosen(clinic, ada, kind, tell):
    tell(clinic, [ada], kind(mail=False))

    assert mails_asked(clinic) == 0


def test_the_mail_carries_the_headline_and_the_way_in_and_not_what_the_notice_says(
    clinic, ada, kind, tell, mailbox
):
    name = kind(mail=True, title="%(who)s gave you a lead", body="%(lead)s")

    tell(clinic, [ada], name, who="Erion", lead="Mario Rossi", link="/admin/leads/lead/7/change/")

    (mail,) = mailbox.deliver(clinic)
    assert mail.recipients == ["ada@example.com"]
    assert mail.subject == "Erion gave you a lead"
    assert "http://clinic-a.localhost:8000/admin/leads/lead/7/change/" in mail.text
    assert "Rossi" not in mail.text + mail.html + mail.subject
    assert mail.message["Content-Language"] == "de"


def test_what_was_read_before_its_mail_left_is_not_mailed(clinic, ada, kind, tell, mailbox):
    tell(clinic, [ada], kind(mail=True))
    with clinic_context(clinic):
        Notice.objects.update(read_at=timezone.now())

    assert mailbox.deliver(clinic) == []


def test_a_mail_that_is_about_safety_goes_also_after_it_was_read_and_while_the_clinic_is_suspended(
    clinic, ada, kind, tell, mailbox
):
    tell(clinic, [ada], kind(mail=True, always=True))
    with clinic_context(clinic):
        Notice.objects.update(read_at=timezone.now())

    assert len(mailbox.deliver(clinic)) == 1


def test_read_notices_go_after_their_time_and_unread_ones_stay(clinic, ada, kind, tell, settings):
    now = timezone.now()
    for key in ("read long ago", "read lately", "unread"):
        tell(clinic, [ada], kind(), key=key)
    old = now - timedelta(days=settings.NOTICES_KEPT_DAYS)
    with clinic_context(clinic):
        Notice.objects.update(created_at=old - timedelta(days=9))
        Notice.objects.filter(key="read long ago").update(read_at=old)
        Notice.objects.filter(key="read lately").update(read_at=old + timedelta(seconds=1))

        forget_useless(now=now)

    assert {notice.key for notice in notices(clinic)} == {"read lately", "unread"}
