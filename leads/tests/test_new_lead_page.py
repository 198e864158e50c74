"""A lead that staff write down by hand, from the page (F:L1, L17)."""

import pytest

from leads.models import Lead
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context

PAGE = "/admin/leads/new/"
PERSON = {"first_name": "Marta", "last_name": "Neri", "email": "marta.neri@example.com", "source": "referral"}


def test_what_is_sent_is_a_lead_and_its_page_opens(clinic, agent_client):
    answer = agent_client.post(PAGE, PERSON | {"phone": "+39 333 111 0142", "country": "IT", "language": "it"})

    with clinic_context(clinic):
        lead = Lead.objects.get(last_name="Neri")
        contacts = sorted(lead.identities.values_list("value", flat=True))
    assert answer.status_code == 302
    assert answer["Location"] == f"/admin/leads/lead/{lead.pk}/change/"
    assert contacts == ["+393331110142", "marta.neri@example.com"]
    assert (lead.country, lead.language, lead.source) == ("IT", "it", "referral")


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        (("first_name", "last_name"), "Enter a name."),
        (("email",), "Enter a phone number or a mail address."),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_nothing_is_written(clinic, agent_client, left_out, said):
    answer = agent_client.post(PAGE, {name: text for name, text in PERSON.items() if name not in left_out})

    with clinic_context(clinic):
        written = Lead.objects.count()
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert written == 0


def test_a_mail_that_is_none_is_refused(agent_client):
    answer = agent_client.post(PAGE, PERSON | {"email": "marta at example"})

    assert answer.status_code == 422
    assert "This is no mail address." in answer.content.decode()


def test_somebody_whom_a_colleague_has_is_named_by_their_owner_and_no_more(clinic, own_client, colleague):
    known = make_lead(clinic, "Secret", "Name", assigned_to=colleague)
    reach(clinic, known, "email", PERSON["email"])

    answer = own_client.post(PAGE, PERSON)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "A lead with this address exists. Owner: Erion Hoxha." in page
    assert "Secret" not in page


def test_odd_values_are_answered_in_words(agent_client):
    odd = PERSON | {"assigned_to": "9" * 30, "partner": "x", "country": "ZZ", "source": "\x01", "phone": "1" * 500}

    answer = agent_client.post(PAGE, odd)

    assert answer.status_code == 422
