"""The page of one arrival that waits: completing, merging, declining, without any script."""

from leads.tests.factories import make_lead, reach
from leads.tests.held import HeldFor, as_stored, hold
from leads.tests.test_triage_pages import PAGE, words_of


def test_what_is_missing_is_asked_for_at_its_field(clinic, agent_client):
    held = hold(clinic, HeldFor.INCOMPLETE, email="")
    page = f"{PAGE}{held.pk}/"

    refused = agent_client.post(page, {"first_name": "Anna", "last_name": "Rossi"})
    done = agent_client.post(
        page, {"first_name": "Anna", "last_name": "Rossi", "phone": "+447700900123"}, follow=True
    )

    assert refused.status_code == 422
    assert refused.context["form"].errors["phone"] == ["Enter a phone number or a mail address."]
    assert words_of(done) == ["Anna Rossi is a lead now."]


def test_the_page_suggests_holders_and_namesakes_and_finds_others(clinic, agent_client):
    holder, namesake, other = (
        make_lead(clinic, *name) for name in (("Ugo", "Neri"), ("Anna", "Rossi"), ("Zoe", "Bianchi"))
    )
    reach(clinic, holder, "email", "anna@example.com")
    held = hold(clinic, HeldFor.COMPANION, about=holder)
    page = f"{PAGE}{held.pk}/"

    suggested = agent_client.get(page).context["suggested"]
    found = agent_client.get(page, {"q": "bianchi"}).context["suggested"]

    assert list(suggested.leads) == [holder, namesake]
    assert list(found.leads) == [other]


def test_merging_asks_which_lead(clinic, agent_client):
    marco = make_lead(clinic, "Marco", "Rossi")
    held = hold(clinic)
    page = f"{PAGE}{held.pk}/"

    nothing = agent_client.post(page, {"do": "merge"})
    done = agent_client.post(page, {"do": "merge", "lead": marco.pk}, follow=True)

    assert (nothing.status_code, nothing.context["wrong"]) == (422, "Choose a lead first.")
    assert words_of(done) == ["Added to Marco Rossi."]


def test_declined_and_taken_back_on_its_page(clinic, agent_client):
    held = hold(clinic)
    page = f"{PAGE}{held.pk}/"

    agent_client.post(page, {"do": "decline"})
    shown = agent_client.get(page)
    agent_client.post(page, {"do": "reopen"})

    assert "declined this already" in shown.context["decided"]
    assert as_stored(clinic, held).decision == ""
