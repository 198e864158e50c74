"""The pages of triage: what each row says, and what each button does, without any script."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.testing.people import client_of, make_user
from crm.testing.statements import asked
from leads.models import Lead
from leads.tests.factories import make_lead, reach
from leads.tests.held import HeldFor, as_stored, hold
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import User
from tenants.undo.models import Operation

PAGE = "/admin/triage/"


def words_of(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def names(answer) -> list[str]:
    return [one.name for one in answer.context["arrivals"]]


def test_each_row_says_who_why_and_what_they_wrote(clinic, agent_client):
    marco = make_lead(clinic, "Marco", "Rossi")
    hold(clinic, HeldFor.COMPANION, about=marco, message="Ciao\n<b>evil</b>", country="IT")

    body = agent_client.get(PAGE).content.decode()

    assert "Another name on a number or mail of Marco Rossi." in body
    assert "Ciao\n&lt;b&gt;evil&lt;/b&gt;" in body
    assert f'href="/admin/leads/lead/{marco.pk}/change/"' in body
    assert '<span class="bw-cc">IT</span>' in body


def test_the_side_bar_counts_what_waits_without_the_robots(clinic, agent_client):
    for reason in (HeldFor.TRAP, HeldFor.UNCHECKED, HeldFor.COMPANION):
        hold(clinic, reason)

    navigation = agent_client.get("/admin/").context["sidebar_navigation"]

    (entry,) = [item for group in navigation for item in group["items"] if item["title"] == "Triage"]
    assert entry["badge"] == "2"


def test_tabs_narrow_the_list_to_a_reason(clinic, agent_client):
    hold(clinic, HeldFor.UNCHECKED, first_name="Ursula")
    hold(clinic, HeldFor.TRAP, first_name="Robert")

    shown = {show: names(agent_client.get(PAGE, {"show": show})) for show in ("", "trap", "unchecked", "'; --")}

    assert shown == {
        "": ["Ursula Rossi"],
        "trap": ["Robert Rossi"],
        "unchecked": ["Ursula Rossi"],
        "'; --": ["Ursula Rossi"],
    }


def test_older_ones_are_on_the_next_page_each_once(clinic, agent_client):
    for number in range(27):
        hold(clinic, first_name=f"Guest{number}", days=number)

    first = agent_client.get(PAGE)
    second = agent_client.get(PAGE + first.context["older"])

    assert names(first) + names(second) == [f"Guest{number} Rossi" for number in range(27)]
    assert second.context["older"] == ""


@pytest.mark.parametrize(
    "mark", ["x", "2026-11-21~1", "2026-99-99T00:00:00+00:00~1", "~", "2026-11-21T10:00:00+00:00~9e9"]
)
def test_a_mark_by_hand_shows_the_beginning(clinic, agent_client, mark):
    hold(clinic)

    assert names(agent_client.get(PAGE, {"before": mark})) == ["Anna Rossi"]


def test_accept_makes_the_lead_and_offers_the_way_back(clinic, agent_client):
    held = hold(clinic)

    answer = agent_client.post(PAGE + "?show=unchecked", {"accept": held.pk}, follow=True)

    with clinic_context(clinic):
        operation = Operation.objects.get()
    assert answer.redirect_chain == [(PAGE + "?show=unchecked", 303)]
    assert words_of(answer) == ["Anna Rossi is a lead now."]
    assert f'action="/admin/undo/{operation.pk}/"' in answer.content.decode()


def test_the_button_of_a_companion_merges_into_the_suggested_lead(clinic, agent_client):
    marco = make_lead(clinic, "Marco", "Rossi")
    held = hold(clinic, HeldFor.COMPANION, about=marco)

    answer = agent_client.post(PAGE, {"merge": f"{held.pk}:{marco.pk}"}, follow=True)

    assert words_of(answer) == ["Added to Marco Rossi."]
    assert as_stored(clinic, held).lead == marco


def test_ticked_ones_are_declined_and_taken_back_together(clinic, agent_client):
    held = [hold(clinic, first_name=f"Guest{number}") for number in range(3)]
    chosen = [one.pk for one in held[:2]]

    declined = agent_client.post(PAGE, {"action": "decline", "_selected_action": chosen}, follow=True)
    there = agent_client.get(PAGE, {"show": "declined"})
    back = agent_client.post(PAGE, {"action": "reopen", "_selected_action": chosen}, follow=True)

    assert words_of(declined) == ["Declined 2 arrivals."]
    assert len(names(there)) == 2
    assert "declined this just now" in there.content.decode()
    assert words_of(back)[-1] == "2 arrivals wait again."
    assert len(names(back)) == 3


def test_ticked_ones_are_accepted_and_what_could_not_be_is_said(clinic, agent_client):
    held = [hold(clinic), hold(clinic, HeldFor.INCOMPLETE, email="", first_name="Ada")]

    answer = agent_client.post(
        PAGE, {"action": "accept", "_selected_action": [one.pk for one in held]}, follow=True
    )

    assert words_of(answer) == ["Accepted 1 arrival. Enter a telephone number or a mail address."]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"action": "accept"},
        {"action": "evil", "_selected_action": ["1"]},
        {"accept": "x"},
        {"merge": "1"},
        {"decline": "9" * 40},
        {"merge": "١:٢"},
    ],
)
def test_made_up_orders_do_nothing_and_break_nothing(clinic, agent_client, sent):
    held = hold(clinic)

    answer = agent_client.post(PAGE, sent, follow=True)

    assert answer.status_code == 200
    assert words_of(answer)
    assert as_stored(clinic, held).decision == ""


def test_a_refusal_says_who_was_first(clinic, agent_client):
    ana = client_of(clinic, make_user(clinic, email="ana@example.com", full_name="Ana Hoxha"))
    held = hold(clinic)
    ana.post(PAGE, {"accept": held.pk})

    answer = agent_client.post(f"{PAGE}{held.pk}/", {"first_name": "Anna", "email": "a@example.com"}, follow=True)

    assert words_of(answer) == ["Ana Hoxha accepted this already."]
    with clinic_context(clinic):
        assert Lead.objects.count() == 1


def test_what_is_missing_is_asked_for_at_its_field(clinic, agent_client):
    held = hold(clinic, HeldFor.INCOMPLETE, email="")
    page = f"{PAGE}{held.pk}/"

    refused = agent_client.post(page, {"first_name": "Anna", "last_name": "Rossi"})
    done = agent_client.post(
        page, {"first_name": "Anna", "last_name": "Rossi", "phone": "+447700900123"}, follow=True
    )

    assert refused.status_code == 422
    assert refused.context["form"].errors["phone"] == ["Enter a telephone number or a mail address."]
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


def test_a_holder_who_is_not_the_readers_is_a_lead_of_a_colleague(clinic):
    theirs = make_lead(clinic, "Secret", "Person", assigned_to=make_user(clinic, email="other@example.com"))
    reach(clinic, theirs, "email", "anna@example.com")
    held = hold(clinic, HeldFor.COMPANION, about=theirs)
    own = client_of(clinic, make_user(clinic, email="own@example.com", data_scope=User.DataScope.OWN))

    pages = [own.get(PAGE), own.get(f"{PAGE}{held.pk}/"), own.get(f"{PAGE}{held.pk}/", {"q": "secret"})]
    accepted = own.post(PAGE, {"accept": held.pk}, follow=True)

    assert not [page for page in [*pages, accepted] if b"Secret" in page.content]
    assert "a lead of a colleague" in pages[0].content.decode()


def test_one_more_arrival_of_a_colleagues_lead_is_added_without_a_name(clinic):
    theirs = make_lead(clinic, "Anna", "Rossi-Secret", assigned_to=make_user(clinic, email="other@example.com"))
    reach(clinic, theirs, "email", "anna@example.com")
    held = hold(clinic, last_name="")
    own = client_of(clinic, make_user(clinic, email="own@example.com", data_scope=User.DataScope.OWN))

    answer = own.post(PAGE, {"accept": held.pk}, follow=True)

    assert words_of(answer) == ["Added to a lead of a colleague, who was known."]


def test_who_only_looks_has_no_page(clinic):
    reader = client_of(clinic, make_user(clinic, email="reader@example.com", role=roles.READ_ONLY))
    held = hold(clinic)

    assert [reader.get(path).status_code for path in (PAGE, f"{PAGE}{held.pk}/")] == [403, 403]


def test_the_neighbours_arrival_has_no_page(clinic, other_clinic, agent_client):
    foreign = hold(other_clinic)

    assert agent_client.get(f"{PAGE}{foreign.pk}/").status_code == 404


def test_the_list_asks_as_much_for_one_as_for_many(clinic, agent_client):
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            agent_client.get(PAGE)
        return len(asked(captured))

    about = [make_lead(clinic, f"Marco{number}") for number in range(5)]
    for _ in range(2):
        for lead in about[:1]:
            hold(clinic, HeldFor.COMPANION, about=lead)
        hold(clinic, HeldFor.INCOMPLETE, first_name="", last_name="")
    agent_client.get(PAGE)  # a process asks for content types once
    few = statements()
    for lead in about:
        hold(clinic, HeldFor.COMPANION, about=lead)
        hold(clinic, HeldFor.INCOMPLETE, first_name="", last_name="")

    assert statements() == few
