"""The page of what can be taken back, and the button behind each Undo (F:T18, H:N12)."""

import pytest
from django.utils import timezone

from crm.testing.people import client_of, make_user
from leads.services import operations
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.undo.models import Operation

PAGE = "/admin/undo/"


@pytest.fixture
def here(clinic):
    return clinic


@pytest.fixture
def operation(here, agent) -> Operation:
    lead = make_lead(here, "Marco", "Bellini")
    with clinic_context(here):
        return operations.archive([lead.pk], by=agent, now=timezone.now()).operation


def titles(client) -> list[str]:
    return [one["title"] for one in client.get(PAGE).context["operations"]]


def test_the_page_tells_what_by_whom_and_until_when_with_a_button(here, agent, agent_client, operation):
    page = agent_client.get(PAGE).content.decode()

    assert "Archived 1 lead" in page
    assert str(agent) in page
    assert f"until {operation.expires_at:%-d %b}" in page
    assert f'action="/admin/undo/{operation.pk}/"' in page


def test_the_button_undoes_once_and_the_page_says_so(here, agent_client, operation):
    first = agent_client.post(f"{PAGE}{operation.pk}/", follow=True)
    second = agent_client.post(f"{PAGE}{operation.pk}/", follow=True)

    told = [[str(message) for message in answer.context["messages"]] for answer in (first, second)]
    assert told == [["Undone for 1."], ["This was undone already."]]
    assert "1 of 1 undone by" in second.content.decode()


def test_everybody_sees_their_own_and_the_admin_all(here, agent_client, operation):
    other = client_of(here, make_user(here, email="other@example.com"))
    admin = client_of(here, make_user(here, role=roles.ADMIN, email="admin@example.com"))

    assert (titles(agent_client), titles(other), titles(admin)) == (["Archived 1 lead"], [], ["Archived 1 lead"])


def test_a_colleagues_a_neighbours_and_a_made_up_number_are_one_404(here, other_clinic, operation):
    other = client_of(here, make_user(here, email="other@example.com"))
    neighbour = client_of(other_clinic, make_user(other_clinic, role=roles.ADMIN, email="n@example.com"))

    answers = [
        client.post(f"{PAGE}{pk}/")
        for client, pk in ((other, operation.pk), (other, 999_999), (other, 10**30), (neighbour, operation.pk))
    ]

    assert {answer.status_code for answer in answers} == {404}
    with clinic_context(here):
        assert Operation.objects.get().undone_at is None


@pytest.mark.parametrize("role", [roles.MARKETING, roles.READ_ONLY])
def test_who_only_looks_has_no_such_page(here, operation, role):
    client = client_of(here, make_user(here, role=role, email="reader@example.com"))

    assert (client.get(PAGE).status_code, client.post(f"{PAGE}{operation.pk}/").status_code) == (403, 403)


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1", ""])
def test_nobody_is_led_away_from_here(here, agent_client, operation, back):
    answer = agent_client.post(f"{PAGE}{operation.pk}/", {"back": back})

    assert answer["Location"] == PAGE


def test_an_operation_whose_app_is_gone_is_shown_and_stays(here, agent_client, operation):
    with clinic_context(here):
        Operation.objects.update(kind="gone.kind")

    answer = agent_client.post(f"{PAGE}{operation.pk}/", follow=True)

    assert [str(message) for message in answer.context["messages"]] == ["This cannot be undone any more."]
    assert "gone.kind" in answer.content.decode()


def test_the_page_asks_no_more_for_many_operations(here, agent, agent_client, django_assert_max_num_queries):
    with clinic_context(here):
        for number in range(20):
            lead = make_lead(here, f"Lead {number}")
            operations.archive([lead.pk], by=agent, now=timezone.now())
    agent_client.get(PAGE)

    with django_assert_max_num_queries(16):
        agent_client.get(PAGE)
