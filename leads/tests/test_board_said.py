"""What is said of a move on the board, twice or in vain: told, and never dropped."""

from leads.models import Enquiry
from leads.tests.factories import make_lead
from leads.tests.test_board_page import SCRIPT, now_of, post, sent
from tenants.context import clinic_context


def test_a_second_acceptance_of_another_amount_is_told_and_of_the_same_is_quiet(clinic, agent, agent_client):
    lead = make_lead(clinic, "Mario", "Rossi")
    first = sent(clinic, lead, "accepted", amount="4900", currency="GBP")
    post(agent_client, lead, first, headers=SCRIPT)

    told = post(agent_client, lead, first | {"amount": "5100"}, headers=SCRIPT)
    page = post(agent_client, lead, first | {"currency": ""})
    same = post(agent_client, lead, first, headers=SCRIPT)

    said = f"{agent} moved Mario Rossi to Accepted (deposit) already, with: £ 4,900."
    assert (told.status_code, told.json()["detail"], told.json()["fields"]) == (409, said, {})
    assert (page.status_code, said in page.content.decode(), same.status_code) == (409, True, 200)
    with clinic_context(clinic):
        assert Enquiry.objects.get(lead=lead).amount == 490_000


def test_what_the_chosen_stage_does_not_ask_is_told_at_its_field(clinic, agent_client):
    lead = make_lead(clinic)

    page = post(agent_client, lead, sent(clinic, lead, "qualified", amount="4900"))

    assert (page.status_code, now_of(clinic, lead).stage.semantic) == (422, "new")
    assert 'id="id_amount_error"' in page.content.decode()
