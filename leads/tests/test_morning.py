"""How the day begins, at eight of the clinic's clock: what each reader may see, once a day (F:C21)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from crm.testing.people import make_user
from leads.models import Lead, StageChange
from leads.services.morning.clock import next_morning
from leads.services.morning.numbers import numbers_of
from leads.services.morning.telling import tell_the_morning
from leads.tasks import MORNING, tell_morning
from leads.tests.factories import make_lead, stage_of
from tenants.context import clinic_context, platform_schema
from tenants.models import ClinicDue
from tenants.notices.models import Notice
from tenants.notices.services.reading import told
from tenants.settings.services.clinic import save_settings
from tenants.staff import roles
from tenants.staff.models import User

TIRANE = ZoneInfo("Europe/Tirane")
EIGHT = datetime(2026, 11, 23, 7, tzinfo=UTC)  # a Monday in winter
HOUR = timedelta(hours=1)


@pytest.fixture
def boss(clinic):
    return make_user(clinic, role=roles.MANAGER, email="boss@example.com", language="de")


@pytest.fixture
def narrow(clinic):
    return make_user(clinic, email="narrow@example.com", data_scope=User.DataScope.OWN, language="it")


@pytest.fixture
def night(clinic, boss, narrow):
    """Of the boss: one new, one waiting, one overdue and hot, one accepted yesterday. None of them is narrow's."""
    yes = EIGHT - 20 * HOUR
    new = make_lead(clinic, "New", created_at=EIGHT - HOUR, stage="Contacted", assigned_to=boss)
    make_lead(clinic, "Waits", created_at=EIGHT - 99 * HOUR, assigned_to=boss)
    late = {"next_follow_up": EIGHT - HOUR, "created_at": EIGHT - 99 * HOUR, "temperature": "hot"}
    make_lead(clinic, "Late", stage="Contacted", assigned_to=boss, **late)
    with clinic_context(clinic):
        Lead.objects.filter(pk=new.pk).update(answer_due_at=None)
        for at, enquiry in ((yes, 1), (yes + HOUR, 1), (EIGHT - 40 * HOUR, 2)):
            to = {"to_stage": stage_of("accepted"), "to_semantic": "accepted"}
            StageChange.objects.create(lead=new, enquiry=enquiry, at=at, **to)


def morning(clinic, now=EIGHT):
    with clinic_context(clinic):
        return tell_the_morning(now=now, zone=TIRANE)


def heard(clinic):
    with clinic_context(clinic):
        rows = Notice.objects.filter(kind="morning").select_related("user").order_by("pk")
        return {one.user.email.partition("@")[0]: one.about for one in rows}


def test_each_reader_is_told_the_numbers_of_the_leads_they_see(clinic, other_clinic, night, boss, narrow):
    make_lead(clinic, "Nobodys", created_at=EIGHT - 2 * HOUR)

    assert morning(clinic) == 2

    assert heard(clinic) == {
        "boss": {"new": "2", "waiting": "2", "overdue": "1", "hot": "1", "accepted": "1"},
        "narrow": {"new": "1", "waiting": "1", "overdue": "0", "hot": "0", "accepted": "0"},
    }
    assert heard(other_clinic) == {}


def test_tests_and_the_archive_count_for_nothing(clinic, night, boss):
    with clinic_context(clinic):
        Lead.objects.filter(first_name="New").update(is_test=True)
        Lead.objects.exclude(first_name="New").update(archived_at=EIGHT - HOUR)
        numbers = numbers_of(boss, EIGHT, TIRANE)

    assert set(numbers.values()) == {0}


def test_it_is_told_once_a_day_however_often_it_runs_and_again_on_the_next(clinic, night):
    for late in (0, 1, 3):
        morning(clinic, EIGHT + late * HOUR)
    with clinic_context(clinic):
        assert Notice.objects.filter(kind="morning", user__email="boss@example.com").count() == 1

    morning(clinic, EIGHT + 24 * HOUR)

    with clinic_context(clinic):
        assert Notice.objects.filter(kind="morning", user__email="boss@example.com").count() == 2


@pytest.mark.parametrize("hours", [-1, 5, 23])
def test_neither_before_eight_nor_hours_later_is_the_time_for_it(clinic, night, hours):
    assert morning(clinic, EIGHT + hours * HOUR) == 0
    assert heard(clinic) == {}


def test_of_nothing_nobody_is_told(clinic, boss):
    assert morning(clinic) == 0


def test_the_mail_has_the_numbers_in_the_readers_language_and_leads_to_their_day(clinic, night, mailbox):
    morning(clinic)

    [mail] = mailbox.deliver(clinic)

    assert mail.recipients == ["boss@example.com"]
    assert mail.message["Content-Language"] == "de"
    assert "Gestern angenommen: 1" in mail.text
    assert mail.html.count('<th scope="row"') == 5
    assert "http://clinic-a.localhost:8000/admin/" in mail.text


@pytest.mark.parametrize(
    ("weekday", "starts", "shift", "mails"),
    [(0, 10, "hours", 1), (1, 10, "hours", 0), (0, 10, "off", 0)],
    ids=["comes at ten", "has Monday off", "is switched off"],
)
def test_who_works_later_that_day_is_mailed_and_who_does_not_is_not(
    clinic, night, boss, mailbox, monkeypatch, weekday, starts, shift, mails
):
    monkeypatch.setattr(timezone, "now", lambda: EIGHT)
    with clinic_context(clinic):
        boss.hours.create(weekday=weekday, starts=starts * 60, ends=18 * 60)
        User.objects.filter(pk=boss.pk).update(shift=shift)

    morning(clinic)

    assert len(mailbox.deliver(clinic)) == mails
    assert "boss" in heard(clinic)


def test_beat_is_told_when_the_next_morning_of_this_clinic_comes(clinic):
    with clinic_context(clinic):
        save_settings({"time_zone": "Europe/Tirane"})
    before = timezone.now()

    tell_morning(clinic=str(clinic.uuid))

    with platform_schema():
        due = ClinicDue.objects.get(clinic=clinic, kind=MORNING).next_due
    assert due in {next_morning(before, TIRANE), next_morning(timezone.now(), TIRANE)}


def test_the_bell_says_the_numbers_in_words(clinic, night, boss):
    morning(clinic)

    with clinic_context(clinic):
        words = told(Notice.objects.get(user=boss))

    assert (words.title, words.link) == ("Your day", "/admin/")
    assert words.body == "New: 1 · Waiting: 1 · Overdue: 1 · Hot: 1 · Accepted: 1"
