"""What a browser shows beside an open page: new, one's own, on shift, several as one (F:W12)."""

import pytest

from crm.testing.people import client_of, make_user
from tenants.context import clinic_context
from tenants.notices.models import Notice
from tenants.staff.models import User

ASK = "/admin/notices/unread/"


@pytest.fixture
def ada(clinic):
    return make_user(clinic, email="ada@example.com")


@pytest.fixture
def hot(clinic, ada, kind, tell):
    kind("test.hot", on_screen=True, several="%(number)s calls")

    def make(times=1, people=(ada,)):
        for n in range(times):
            tell(clinic, people, "test.hot", who=f"Caller {n}", link=f"/admin/{n}/")

    return make


def screen(clinic, user, after):
    return client_of(clinic, user).get(ASK, {"after": after}).json()["screen"]


def test_what_came_since_the_last_look_is_shown_once_with_a_way_in(clinic, ada, agent, hot):
    hot()
    first = screen(clinic, ada, "")
    hot(2, people=[ada, agent])
    second = screen(clinic, ada, first["last"])
    third = screen(clinic, ada, second["last"])

    assert (first["shown"], third["shown"]) == ([], [])
    assert [(one["title"], one["address"]) for one in second["shown"]] == [
        ("Caller 0 called", "/admin/0/"),
        ("Caller 1 called", "/admin/1/"),
    ]


@pytest.mark.parametrize(("times", "titles"), [(3, 3), (4, 1)])
def test_more_than_three_are_one(clinic, ada, hot, times, titles):
    hot(times)

    shown = screen(clinic, ada, "0")["shown"]

    assert len(shown) == titles
    assert (shown[0]["title"] == "4 calls") is (times == 4)


@pytest.mark.parametrize("after", ["x", "-1", "9" * 30, "²", "1;2"])
def test_an_odd_place_is_no_place(clinic, ada, hot, after):
    hot()

    assert screen(clinic, ada, after)["shown"] == []


def test_neither_other_kinds_nor_read_ones_nor_those_off_shift_are_shown(clinic, ada, hot, kind, tell):
    tell(clinic, [ada], kind("test.calm"), who="Calm")
    hot(2)
    with clinic_context(clinic):
        first = Notice.objects.filter(kind="test.hot").earliest("pk")
        Notice.objects.filter(pk=first.pk).update(read_at=first.created_at)
    on_shift = screen(clinic, ada, "0")["shown"]
    with clinic_context(clinic):
        User.objects.filter(pk=ada.pk).update(shift=User.Shift.OFF)

    assert [one["title"] for one in on_shift] == ["Caller 1 called"]
    assert screen(clinic, ada, "0")["shown"] == []


def test_nothing_of_another_clinic_is_shown(clinic, other_clinic, ada, hot):
    hot()
    there = make_user(other_clinic, email="ada@example.com")

    assert screen(other_clinic, there, "0") == {"last": 0, "shown": []}
