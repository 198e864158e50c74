"""Notices for programs: one's own, in pages, read by POST."""

import pytest

from crm.testing.people import client_of, make_user
from tenants.context import clinic_context
from tenants.notices.models import Notice

LIST, READ = "/api/v1/notices", "/api/v1/notices/read"


@pytest.fixture
def colleague(clinic):
    return make_user(clinic, email="colleague@example.com")


def read(client, **body):
    return client.post(READ, body, content_type="application/json")


def numbers(clinic, **which):
    with clinic_context(clinic):
        return list(Notice.objects.filter(**which).order_by("pk").values_list("pk", flat=True))


def test_one_gets_ones_own_newest_first_in_pages(clinic, agent, agent_client, colleague, kind, tell):
    name = kind()
    for who in ("Ada", "Ben", "Cem"):
        tell(clinic, [agent, colleague], name, who=who)

    answer = agent_client.get(LIST, {"limit": 2}).json()

    assert (answer["count"], len(answer["results"])) == (3, 2)
    assert [one["title"] for one in answer["results"]] == ["Cem called", "Ben called"]
    assert answer["results"][0]["is_read"] is False


def test_some_or_all_of_ones_own_are_read(clinic, agent, agent_client, kind, tell):
    for _ in range(3):
        tell(clinic, [agent], kind())

    assert read(agent_client, ids=numbers(clinic)[:1]).json() == {"read": 1}
    assert read(agent_client, ids=numbers(clinic)[:1]).json() == {"read": 0}
    assert read(agent_client, all=True).json() == {"read": 2}


def test_others_numbers_change_nothing(clinic, other_clinic, agent_client, colleague, kind, tell):
    name = kind()
    far = make_user(other_clinic, email="far@example.com")
    tell(clinic, [colleague], name)
    tell(other_clinic, [far], name)

    answer = read(agent_client, ids=numbers(clinic) + numbers(other_clinic))

    assert answer.json() == {"read": 0}
    assert numbers(clinic, read_at=None) == numbers(clinic)
    assert numbers(other_clinic, read_at=None) == numbers(other_clinic)


@pytest.mark.parametrize(
    "body",
    [
        {}, [], '"x"', {"ids": "1"}, {"ids": ["1"]}, {"ids": [True]}, {"ids": [1.0]}, {"ids": [-1]},
        {"ids": [2**63]}, {"ids": list(range(1, 202))}, {"all": False}, {"all": 1}, {"all": True, "ids": [1]},
        {"ids": None},
    ],
)  # fmt: skip
def test_a_body_that_names_nothing_is_said_so(agent_client, body):
    answer = agent_client.post(READ, body, content_type="application/json")

    assert answer.status_code == 422
    assert "ids" in answer.json()["fields"]


@pytest.mark.parametrize(("method", "path"), [("get", LIST), ("post", READ)])
def test_without_a_login_there_is_nothing(clinic, method, path):
    assert getattr(client_of(clinic), method)(path).status_code == 401


def test_writing_asks_for_the_token_of_the_session(clinic, agent, kind, tell):
    tell(clinic, [agent], kind())
    client = client_of(clinic, agent)
    client.handler.enforce_csrf_checks = True

    assert read(client, all=True).status_code == 403
    assert len(numbers(clinic, read_at=None)) == 1
