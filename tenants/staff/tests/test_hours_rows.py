"""What the database refuses of working hours, languages and teams."""

import pytest
from django.db import IntegrityError, transaction

from tenants.context import clinic_context
from tenants.staff.models import Team, User, WeeklyHours


def hours(person, weekday, starts, ends):
    with transaction.atomic():
        return WeeklyHours.objects.create(person=person, weekday=weekday, starts=starts, ends=ends)


@pytest.mark.parametrize(
    ("weekday", "starts", "ends"),
    [(0, 500, 600), (0, 0, 481), (0, 1019, 1020), (7, 0, 60), (1, 60, 60), (1, 61, 60), (1, 0, 1441)],
)
def test_hours_that_overlap_or_leave_the_day_are_refused(clinic, agent, weekday, starts, ends):
    with clinic_context(clinic):
        hours(agent, 0, 480, 1020)

        with pytest.raises(IntegrityError):
            hours(agent, weekday, starts, ends)


def test_hours_may_touch_and_those_of_others_are_their_own(clinic, agent):
    with clinic_context(clinic):
        colleague = User.objects.create_user("colleague@example.com")
        hours(agent, 0, 480, 720)
        hours(agent, 0, 720, 1020)
        hours(agent, 1, 480, 720)
        hours(colleague, 0, 480, 720)

        assert WeeklyHours.objects.count() == 4


def test_a_language_that_is_none_is_refused(clinic, agent):
    with clinic_context(clinic), pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=agent.pk).update(languages=["it", "xx"])


def test_two_teams_of_one_name_are_refused_whatever_its_case(clinic):
    with clinic_context(clinic):
        Team.objects.create(name="Italy")

        with pytest.raises(IntegrityError), transaction.atomic():
            Team.objects.create(name="ITALY")
