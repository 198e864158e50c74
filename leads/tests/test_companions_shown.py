"""Who came on whose number: seen from both pages, by those who may see the other (HOUSE 17, H:A4)."""

import pytest

from crm.testing.people import client_of, make_user
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context

LIST = "/admin/leads/lead/"


@pytest.fixture
def here(clinic):
    return clinic


def page_of(client, lead) -> str:
    return client.get(f"{LIST}{lead.pk}/change/").content.decode()


def couple(clinic, **holders: object):
    """Mario, whose number it is, and Anna, who came on it."""
    mario = make_lead(clinic, "Mario", "Rossi", **holders)
    reach(clinic, mario, "phone", "+393331110142")
    reach(clinic, mario, "email", "mario@example.it")
    return mario, make_lead(clinic, "Anna", "Rossi", companion_of=mario)


def test_a_companion_is_called_and_written_to_by_whom_they_came_with(here, agent_client):
    mario, anna = couple(here)

    page = page_of(agent_client, anna)

    assert "Companion of <bdi>Mario Rossi</bdi>" in page
    assert f'href="{LIST}{mario.pk}/change/"' in page
    assert '<a class="bw-button go" href="tel:+393331110142">' in page
    assert '<a class="bw-button" href="mailto:mario@example.it">' in page


def test_their_own_mail_goes_first(here, agent_client):
    _mario, anna = couple(here)
    reach(here, anna, "email", "anna@example.it")

    assert '<a class="bw-button" href="mailto:anna@example.it">' in page_of(agent_client, anna)


def test_the_page_of_the_holder_names_who_came_along(here, agent_client):
    mario, anna = couple(here)

    page = page_of(agent_client, mario)

    assert "Companion: <bdi>Anna Rossi</bdi>" in page
    assert f'href="{LIST}{anna.pk}/change/"' in page


def test_of_a_colleagues_lead_neither_name_nor_number_is_told(here, agent):
    colleague = make_user(here, email="other@example.com")
    with clinic_context(here):
        type(agent).objects.filter(pk=agent.pk).update(data_scope=agent.DataScope.OWN)
    mario, anna = couple(here, assigned_to=colleague)

    page = page_of(client_of(here, agent), anna)

    assert "Companion of a lead of a colleague" in page
    for theirs in ("Mario", "333 111", "mario@", f"{LIST}{mario.pk}/"):
        assert theirs not in page


def test_nor_a_companion_who_is_a_colleagues(here, agent):
    colleague = make_user(here, email="other@example.com")
    with clinic_context(here):
        type(agent).objects.filter(pk=agent.pk).update(data_scope=agent.DataScope.OWN)
    mario, anna = couple(here)
    with clinic_context(here):
        type(anna).objects.filter(pk=anna.pk).update(assigned_to=colleague)

    assert "Anna" not in page_of(client_of(here, agent), mario)
