"""The pages of triage: what each row says, and what each button does, without any script."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from crm.testing.people import client_of, make_user
from crm.testing.statements import asked
from leads.models import Lead
from leads.tests.factories import make_lead, reach
from leads.tests.held import HeldFor, as_stored, hold
from tenants.context import clinic_context
from tenants.undo.models import Operation

PAGE = "/admin/triage/"


def words_of(answer) -> list[str]:
    return [strip_tags(str(message)) for message in answer.context["messages"]]


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


def test_its_page_says_all_that_the_form_said_and_where_they_came_from_first(clinic, agent_client):
    first = {"utm_source": "facebook", "at": "2026-08-01T10:00:00+00:00"}
    said = {"treatment": "Implants", "company": "Kelly Ltd", "city": "Cork", "country": "IE", "language": "de"}
    held = hold(clinic, **said, consent="yes", message="Hello", utm_source="google", first_touch=first)

    facts = agent_client.get(f"{PAGE}{held.pk}/").context["facts"]

    assert [(fact.name, fact.text) for fact in facts] == [
        ("treatment", "Implants"),
        ("company", "Kelly Ltd"),
        ("city", "Cork"),
        ("country", "Ireland"),
        ("language", "German"),
        ("consent", "yes"),
        ("utm_source", "google"),
        ("first_at", "1 Aug 2026"),
        ("first_utm_source", "facebook"),
    ]


def test_words_that_are_no_code_stay_as_they_were_written(clinic, agent_client):
    held = hold(clinic, country="Middle-earth", language="Elvish", consent="I agree to be called")

    facts = agent_client.get(f"{PAGE}{held.pk}/").context["facts"]

    assert [fact.text for fact in facts] == ["Middle-earth", "Elvish", "I agree to be called"]


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
    "mark",
    [
        "x",
        "2026-11-21~1",
        "2026-99-99T00:00:00+00:00~1",
        "~",
        "2026-11-21T10:00:00+00:00~9e9",
        "0001-01-01T00:00:00+23:59~5",
        "9999-12-31T23:59:59-23:59~5",
    ],
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


def test_the_button_of_a_companion_asks_with_the_suggested_lead_chosen(clinic, agent_client):
    marco = make_lead(clinic, "Marco", "Rossi")
    reach(clinic, marco, "email", "anna@example.com")
    held = hold(clinic, HeldFor.COMPANION, about=marco)
    asks = f"{PAGE}{held.pk}/?lead={marco.pk}"

    row = agent_client.get(PAGE).content.decode()
    page = agent_client.get(asks).content.decode()
    by_hand = agent_client.post(PAGE, {"merge": f"{held.pk}:{marco.pk}"}, follow=True)

    assert f'href="{asks}#chosen"' in row
    assert f'value="{marco.pk}" id="chosen" checked>' in page
    assert words_of(by_hand) == ["Choose what to do first."]
    assert as_stored(clinic, held).lead is None


def test_what_is_said_afterwards_leads_to_the_lead(clinic, agent_client):
    marco = make_lead(clinic, "<b>Marco</b>", "Rossi")
    one, other = hold(clinic), hold(clinic, email="other@example.com")

    accepted = agent_client.post(PAGE, {"accept": one.pk}, follow=True).content.decode()
    merged = agent_client.post(f"{PAGE}{other.pk}/", {"do": "merge", "lead": marco.pk}, follow=True)

    anna = as_stored(clinic, one).lead
    to_anna, to_marco = (
        f'<a class="bw-link" href="/admin/leads/lead/{lead.pk}/change/">' for lead in (anna, marco)
    )
    assert f"{to_anna}<bdi>Anna Rossi</bdi></a> is a lead now." in accepted
    assert f"Added to {to_marco}<bdi>&lt;b&gt;Marco&lt;/b&gt; Rossi</bdi></a>." in merged.content.decode()


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

    assert words_of(answer) == ["Accepted 1 arrival. Enter a phone number or a mail address."]


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


def test_those_that_colleagues_decided_first_are_skipped_and_named(clinic, agent_client):
    ana, ben = (make_user(clinic, email=f"{name}@example.com", full_name=name) for name in ("Ana", "Ben"))
    held = [hold(clinic, email=f"guest{number}@example.com") for number in range(4)]
    client_of(clinic, ana).post(PAGE, {"accept": held[0].pk})
    client_of(clinic, ben).post(PAGE, {"action": "decline", "_selected_action": [held[1].pk, held[2].pk]})
    chosen = {"action": "decline", "_selected_action": [one.pk for one in held]}

    answer = agent_client.post(PAGE, chosen, follow=True)
    nothing = agent_client.post(PAGE, {"decline": held[0].pk}, follow=True)

    skipped = "1 skipped: accepted by Ana. 2 skipped: declined by Ben."
    assert words_of(answer) == [f"Declined 1 arrival. {skipped}"]
    assert words_of(nothing) == ["Nothing was declined. 1 skipped: accepted by Ana."]


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
