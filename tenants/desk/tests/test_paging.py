"""Lists of the API come in parts: skip and limit (F:0.3)."""

import pytest
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from crm.lib.errors import InvalidData
from tenants.context import clinic_context
from tenants.desk.api.paging import paged
from tenants.desk.services import counting
from tenants.staff.models import User


@pytest.fixture
def answer(clinic):
    with clinic_context(clinic):
        User.objects.bulk_create(User(email=f"person-{number:03}@example.com") for number in range(205))

    def ask(query=""):
        request = Request(APIRequestFactory().get(f"/api/v1/people?{query}"))
        with clinic_context(clinic):
            return paged(request, User.objects.order_by("email"), lambda user: {"mail": user.email}).data

    return ask


def test_fifty_at_once_unless_asked_for_others(answer):
    part = answer()

    assert (part["count"], part["count_is_estimate"], len(part["results"])) == (205, False, 50)
    assert part["results"][0] == {"mail": "person-000@example.com"}


def test_skip_and_limit_choose_the_part(answer):
    part = answer("skip=200&limit=200")

    assert [row["mail"][:10] for row in part["results"]] == [f"person-{n}" for n in range(200, 205)]
    assert answer("skip=300")["results"] == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=201", "limit"),
        ("limit=0", "limit"),
        ("limit=-1", "limit"),
        ("limit=ten", "limit"),
        ("limit=٣", "limit"),
        ("skip=-1", "skip"),
        ("skip=100001", "skip"),
        ("skip=" + "9" * 5000, "skip"),
        ("skip=", "skip"),
        ("skip=1e3", "skip"),
    ],
)
def test_anything_but_such_a_number_is_refused_by_name(answer, query, field):
    with pytest.raises(InvalidData) as refused:
        answer(query)

    assert list(refused.value.fields) == [field]


def test_a_large_count_is_an_estimate_and_says_so(answer, monkeypatch):
    monkeypatch.setattr(counting, "EXACT", 100)

    part = answer()

    assert part["count_is_estimate"] is True
    assert part["count"] >= 100
