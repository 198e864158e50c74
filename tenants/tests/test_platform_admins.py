"""Who runs the installation: invited, kept out, let in again; never oneself, never the last (H:A11, A12, T16)."""

import pytest

from crm.lib.errors import Conflict
from crm.testing.people import make_user
from tenants.audit.models import Entry
from tenants.context import clinic_context, platform_schema
from tenants.services.platform_admins import close_access, open_access
from tenants.staff.models import User
from tenants.staff.roles import ADMIN
from tenants.tests.queueing import one_after_the_other
from tenants.tests.visiting import operator_client, operator_user

LIST = "/admin/staff/user/"


@pytest.fixture
def me(database):
    return operator_user("me@example.com")


@pytest.fixture
def colleague(database):
    return operator_user("colleague@example.com")


def active(user):
    with platform_schema():
        return User.objects.get(pk=user.pk).is_active


def test_the_list_holds_the_platforms_people_and_nobody_of_a_clinic(me, clinic):
    make_user(clinic, role=ADMIN, email="boss@example.com")

    text = operator_client(me).get(LIST).content.decode()

    assert "me@example.com" in text
    assert "boss@example.com" not in text


def test_a_colleague_is_out_at_once_and_the_trail_says_by_whom(me, colleague):
    theirs = operator_client(colleague)
    assert theirs.get("/admin/").status_code == 200

    operator_client(me).post(f"{LIST}{colleague.pk}/close/")

    assert theirs.get("/admin/").status_code == 302
    [line] = Entry.objects.filter(additional_data__verb="platform_admin.closed", object_pk=str(colleague.pk))
    assert (line.actor, line.object_repr) == (me, "colleague@example.com")


def test_closed_access_is_opened_again(me, colleague):
    client = operator_client(me)
    client.post(f"{LIST}{colleague.pk}/close/")

    client.post(f"{LIST}{colleague.pk}/open/")

    assert active(colleague)


def test_nobody_closes_himself(me, colleague):
    answer = operator_client(me).post(f"{LIST}{me.pk}/close/", follow=True)

    assert "You cannot close your own access" in answer.content.decode()
    assert active(me)


def test_the_last_who_can_log_in_stays(me, colleague):
    close_access(colleague, by=me)

    with pytest.raises(Conflict):
        close_access(me, by=colleague)
    assert active(me)


def test_looking_changes_nothing(me, colleague):
    for wanted in ("close", "open"):
        assert operator_client(me).get(f"{LIST}{colleague.pk}/{wanted}/").status_code == 405
    assert active(colleague)


@pytest.mark.parametrize("page", ["add/", "{pk}/change/", "{pk}/delete/"])
def test_rights_and_passwords_are_given_on_no_form(me, colleague, page):
    fields = {"is_superuser": "on", "password": "x", "email": "other@example.com", "post": "yes"}

    answer = operator_client(me).post(LIST + page.format(pk=colleague.pk), fields)

    assert answer.status_code == 403
    with platform_schema():
        assert User.objects.get(pk=colleague.pk).email == "colleague@example.com"


def test_a_clinics_account_of_the_same_number_is_not_touched(me, colleague, clinic):
    with clinic_context(clinic):
        User.objects.create(pk=colleague.pk, email="same-number@example.com")

    operator_client(me).post(f"{LIST}{colleague.pk}/close/")

    with clinic_context(clinic):
        assert User.objects.get(pk=colleague.pk).is_active


@pytest.mark.chaos
def test_two_who_close_each_other_at_the_same_moment_leave_one(committed):
    one, two = operator_user("race-one@example.com"), operator_user("race-two@example.com")

    first, second = one_after_the_other(lambda: close_access(two, by=one), lambda: close_access(one, by=two))

    left = [active(one), active(two)]
    rows = User.objects.filter(pk__in=[one.pk, two.pk])
    rows._raw_delete(rows.db)
    assert left == [True, False]
    assert first.exception() is None
    assert isinstance(second.exception(), Conflict)


def test_opening_again_what_is_open_says_nothing(me, colleague):
    open_access(colleague, by=me)

    assert not Entry.objects.filter(additional_data__verb="platform_admin.opened").exists()
