"""Who sees what of triage on its pages: leads of colleagues, roles, clinics (F:T9, H:A2)."""

import pytest

from crm.testing.people import client_of, make_user
from leads.tests.factories import make_lead, reach
from leads.tests.held import HeldFor, as_stored, hold
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import User

PAGE = "/admin/triage/"


@pytest.fixture
def own(clinic):
    """Somebody who sees their own leads only."""
    return client_of(clinic, make_user(clinic, email="own@example.com", data_scope=User.DataScope.OWN))


def words_of(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


@pytest.mark.parametrize("decide", ["accept", "merge"])
def test_what_became_a_colleagues_lead_has_no_page_any_more(clinic, agent, agent_client, own, decide):
    held = hold(clinic, HeldFor.UNCHECKED, message="Nobody else reads this")
    marco = make_lead(clinic, "Marco", "Rossi")
    page = f"{PAGE}{held.pk}/"
    before = own.get(page)
    agent_client.post(page if decide == "merge" else PAGE, {decide: held.pk, "do": decide, "lead": marco.pk})
    lead = as_stored(clinic, held).lead
    nobodys = own.get(page)
    with clinic_context(clinic):
        lead.assigned_to = agent
        lead.save()

    answers = [own.get(page), own.post(page, {"first_name": "x"}), own.post(page, {"do": "decline"})]

    assert [before.status_code, nobodys.status_code] == [200, 200]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert agent_client.get(page).status_code == 200


def test_one_more_arrival_of_a_colleagues_lead_is_added_without_a_name(clinic, own):
    theirs = make_lead(clinic, "Anna", "Rossi-Secret", assigned_to=make_user(clinic, email="other@example.com"))
    reach(clinic, theirs, "email", "anna@example.com")
    held = hold(clinic, last_name="")

    answer = own.post(PAGE, {"accept": held.pk}, follow=True)

    assert words_of(answer) == ["Added to a lead of a colleague, who was known."]


def test_who_only_looks_has_no_page(clinic):
    reader = client_of(clinic, make_user(clinic, email="reader@example.com", role=roles.READ_ONLY))
    held = hold(clinic)

    assert [reader.get(path).status_code for path in (PAGE, f"{PAGE}{held.pk}/")] == [403, 403]


def test_the_neighbours_arrival_has_no_page(clinic, other_clinic, agent_client):
    foreign = hold(other_clinic)

    assert agent_client.get(f"{PAGE}{foreign.pk}/").status_code == 404


def test_a_holder_who_is_not_the_readers_is_a_lead_of_a_colleague(clinic, own):
    theirs = make_lead(clinic, "Secret", "Person", assigned_to=make_user(clinic, email="other@example.com"))
    reach(clinic, theirs, "email", "anna@example.com")
    held = hold(clinic, HeldFor.COMPANION, about=theirs)

    pages = [own.get(PAGE), own.get(f"{PAGE}{held.pk}/"), own.get(f"{PAGE}{held.pk}/", {"q": "secret"})]
    accepted = own.post(PAGE, {"accept": held.pk}, follow=True)

    assert not [page for page in [*pages, accepted] if b"Secret" in page.content]
    assert "a lead of a colleague" in pages[0].content.decode()
