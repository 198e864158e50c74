"""When a clinic answers: its week, its holidays, its pauses (F 2b, 2c)."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from crm.lib.business_time import is_open
from crm.testing.people import client_of, make_user
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.settings.models import Closure, Holiday, OpeningHours
from tenants.settings.services.calendar import clinic_calendar, forget_clinic_calendars
from tenants.settings.services.clinic import save_settings
from tenants.settings.services.holidays import public_holidays
from tenants.settings.services.holidays.rules import easter, orthodox_easter
from tenants.settings.services.opening import open_at
from tenants.staff import roles

WEEK = {f"hours_{day}": "" for day in range(7)}
SUNDAY_NIGHT = datetime(2026, 6, 14, 1, tzinfo=UTC)


@pytest.fixture
def boss(clinic):
    return client_of(clinic, make_user(clinic, role=roles.ADMIN, email="boss@example.com"))


def test_a_clinic_that_says_nothing_is_always_open(clinic):
    with clinic_context(clinic):
        assert is_open(clinic_calendar(), SUNDAY_NIGHT)


def test_the_week_is_written_as_a_whole_and_told_once(clinic, other_clinic, boss):
    given = {**WEEK, "hours_0": "08:00-12:00, 13:00-17:00", "hours_4": "22:00-02:00"}

    answer = boss.post("/admin/settings/opening/", given)
    boss.post("/admin/settings/opening/", given)

    assert answer.status_code == 302
    with clinic_context(clinic):
        rows = list(OpeningHours.objects.values_list("weekday", "starts", "ends"))
        assert rows == [(0, 480, 720), (0, 780, 1020), (4, 1320, 1440), (5, 0, 120)]
        line = Entry.objects.saying("opening.changed").get()
        assert line.changes["hours"][1].startswith("Monday 08:00-12:00")
    with clinic_context(other_clinic):
        assert not OpeningHours.objects.exists()


@pytest.mark.parametrize("wrong", ["8 to 5", "08:00-25:00", "08:00-12:00, 11:00-13:00", "\x00", "1" * 500])
def test_hours_that_nobody_can_keep_are_refused_where_they_stand(clinic, boss, wrong):
    answer = boss.post("/admin/settings/opening/", {**WEEK, "hours_2": wrong})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["hours_2"]
    with clinic_context(clinic):
        assert not OpeningHours.objects.exists()


def test_the_database_refuses_two_stretches_that_overlap(clinic):
    with clinic_context(clinic):
        OpeningHours.objects.create(weekday=1, starts=480, ends=720)

        with pytest.raises(IntegrityError), transaction.atomic():
            OpeningHours.objects.create(weekday=1, starts=700, ends=800)


def test_what_is_said_about_the_clinic_is_what_its_clocks_count(clinic):
    with clinic_context(clinic):
        save_settings({"time_zone": "Europe/Tirane"})
        open_at([(4, 9 * 60, 17 * 60)])
        Holiday.objects.create(day=date(2026, 6, 19), name="Day off")
        Closure.objects.create(
            starts_at=datetime(2026, 6, 12, 10, tzinfo=UTC), ends_at=datetime(2026, 6, 12, 11, tzinfo=UTC)
        )
        forget_clinic_calendars()
        calendar = clinic_calendar()

        open_from_seven = [is_open(calendar, datetime(2026, 6, 12, hour, tzinfo=UTC)) for hour in range(6, 16)]
        assert open_from_seven == [False, True, True, True, False, True, True, True, True, False]
        assert not is_open(calendar, datetime(2026, 6, 19, 8, tzinfo=UTC))


def test_holidays_and_pauses_are_added_and_removed_and_the_trail_tells(clinic, boss):
    year = datetime.now(UTC).year + 1
    holiday = {"do": "holiday", "holiday-day": f"{year}-05-13", "holiday-name": "Our\nown day"}
    times = {"pause-starts_at": f"{year}-02-01T10:00", "pause-ends_at": f"{year}-02-01T12:00", "pause-why": "Lunch"}

    assert boss.post("/admin/settings/closed/", holiday).status_code == 302
    assert boss.post("/admin/settings/closed/", {"do": "pause", **times}).status_code == 302
    shown = boss.get("/admin/settings/closed/").content.decode()
    with clinic_context(clinic):
        day, pause = Holiday.objects.get(), Closure.objects.get()
    boss.post("/admin/settings/closed/", {"do": "remove", "what": "holiday", "row": day.pk})
    boss.post("/admin/settings/closed/", {"do": "remove", "what": "pause", "row": pause.pk})

    assert "Our own day" in shown
    assert "Lunch" in shown
    with clinic_context(clinic):
        assert not Holiday.objects.exists()
        assert not Closure.objects.exists()
        assert Entry.objects.saying("holiday.created").count() == 1


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"do": "holiday", "holiday-day": "0001-01-01", "holiday-name": "x"}, 422),
        ({"do": "holiday", "holiday-day": "2027-01-01", "holiday-name": ""}, 422),
        ({"do": "pause", "pause-starts_at": "2027-01-02T10:00", "pause-ends_at": "2027-01-01T10:00"}, 422),
        ({"do": "pause", "pause-starts_at": "9999-12-31T23:59", "pause-ends_at": "9999-12-31T23:59"}, 422),
        ({"do": "remove", "what": "holiday", "row": "9" * 40}, 404),
        ({"do": "remove", "what": "user", "row": "1"}, 404),
        ({"do": "else"}, 200),
    ],
)
def test_nothing_hostile_is_written(clinic, boss, given, status):
    assert boss.post("/admin/settings/closed/", given).status_code == status
    with clinic_context(clinic):
        assert not Holiday.objects.exists()
        assert not Closure.objects.exists()


def test_a_day_is_a_holiday_once(clinic, boss):
    given = {"do": "holiday", "holiday-day": "2027-05-13", "holiday-name": "Once"}
    boss.post("/admin/settings/closed/", given)

    assert boss.post("/admin/settings/closed/", given).status_code == 422


def test_public_holidays_are_filled_in_once_and_keep_what_stands_there(clinic, boss):
    year = datetime.now(UTC).year + 1
    with clinic_context(clinic):
        save_settings({"country": "AL"})
        Holiday.objects.create(day=date(year, 11, 28), name="Our name for it")

    for _ in range(2):
        boss.post("/admin/settings/closed/", {"do": "fill", "year": str(year)})

    with clinic_context(clinic):
        assert Holiday.objects.count() == len(public_holidays("AL", year))
        assert Holiday.objects.get(day=date(year, 11, 28)).name == "Our name for it"


@pytest.mark.parametrize(
    ("country", "day"),
    [
        ("AL", date(2026, 4, 12)),  # Orthodox Easter
        ("AL", date(2026, 4, 5)),
        ("HR", date(2026, 6, 4)),  # Corpus Christi
        ("HU", date(2026, 4, 3)),  # Good Friday
        ("HU", date(2026, 5, 25)),  # Whit Monday
        ("PL", date(2026, 12, 24)),
        ("TR", date(2026, 3, 22)),  # the third day of the feast
        ("TR", date(2027, 5, 19)),  # two holidays in one
    ],
)
def test_each_country_has_its_days(country, day):
    days = [one for one, _name in public_holidays(country, day.year)]

    assert day in days
    assert days == sorted(set(days))


def test_a_country_that_is_not_known_has_none():
    assert public_holidays("IT", 2026) == []


def test_easter_is_where_the_tables_of_the_churches_have_it():
    assert [easter(year) for year in (2000, 2026, 2038)] == [date(2000, 4, 23), date(2026, 4, 5), date(2038, 4, 25)]
    assert [orthodox_easter(year) for year in (2024, 2025, 2027)] == [
        date(2024, 5, 5), date(2025, 4, 20), date(2027, 5, 2),
    ]  # fmt: skip
