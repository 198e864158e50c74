"""The board on its page, and a card that goes to another column through its own address (F:L7, H:A14)."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from crm.testing.people import client_of, make_user
from leads.models import Enquiry, Lead, Stage
from leads.services.operations import assign, move
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.undo.models import Operation

BOARD = "/admin/leads/board/"
SOON = (timezone.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def here(clinic):
    return clinic


def stage_id(clinic, meaning: str) -> int:
    with clinic_context(clinic):
        return Stage.objects.filter(semantic=meaning)[0].pk


def now_of(clinic, lead) -> Lead:
    with clinic_context(clinic):
        return Lead.objects.select_related("stage").get(pk=lead.pk)


def sent(clinic, lead, to: str, **more: object) -> dict:
    shown = {"was": lead.stage_id, "owner": lead.assigned_to_id or ""}
    return {"stage": stage_id(clinic, to), **shown, **more}


def post(client, lead, data: dict, *, query: str = "", headers: dict | None = None):
    return client.post(f"{BOARD}{lead.pk}/{query}", data, headers=headers or {})


def columns(answer) -> dict[str, dict]:
    return {one["stage"].name: one for one in answer.context["columns"]}


def test_each_column_says_how_many_and_shows_who(here, agent_client):
    make_lead(here, "Mario", "Rossi")
    make_lead(here, "Anna", stage="Qualified")

    answer = agent_client.get(BOARD)

    shown = columns(answer)
    assert (shown["New"]["number"], shown["Qualified"]["number"], shown["Contacted"]["number"]) == ("1", "1", "0")
    page = answer.content.decode()
    assert "Mario Rossi" in page
    assert "Nobody stands here." in page


def test_the_filters_of_the_list_narrow_the_board_and_stay_in_its_links(here, agent, agent_client):
    make_lead(here, "Mine", assigned_to=agent)
    make_lead(here, "Free")

    answer = agent_client.get(BOARD, {"assigned_to": "me", "country": ""})

    column = columns(answer)["New"]
    assert [card["lead"].first_name for card in column["cards"]] == ["Mine"]
    assert f"status={stage_id(here, 'new')}" in column["in_list"]
    assert "assigned_to=me" in column["in_list"]


def test_a_board_that_nobody_fits_says_so_and_leads_back(here, agent_client):
    make_lead(here)

    page = agent_client.get(BOARD, {"country": "DE"}).content.decode()

    assert "No lead fits these filters" in page
    assert f'href="{BOARD}"' in page


def test_a_clinic_without_leads_is_told_where_they_come_from(here, agent_client):
    assert "No leads yet" in agent_client.get(BOARD).content.decode()


def test_more_leads_to_the_next_cards_and_to_the_list(here, agent_client):
    for number in range(33):
        make_lead(here, f"Lead {number}", minutes=number + 1, stage="Contacted")
    first = columns(agent_client.get(BOARD))["Contacted"]

    rest = columns(agent_client.get(first["next"]))

    assert (len(first["cards"]), first["more"]) == (30, "3")
    assert (rest["Contacted"]["number"], rest["Contacted"]["more"], rest["Contacted"]["next"]) == ("33", "", "")
    assert list(rest) == ["Contacted"]
    assert [card["lead"].first_name for card in rest["Contacted"]["cards"]] == ["Lead 30", "Lead 31", "Lead 32"]


@pytest.mark.parametrize(
    "query",
    ["?after=abc", "?after=" + "9" * 40, "?status=" + "9" * 40, "?ended=x", "?assigned_to=x"],
)
def test_an_odd_address_is_answered(here, agent_client, query):
    make_lead(here)

    assert agent_client.get(BOARD + query).status_code == 200


def test_who_only_reads_sees_the_board_and_moves_nothing(here):
    lead = make_lead(here)
    reader = client_of(here, make_user(here, role=roles.READ_ONLY, email="reader@example.com"))

    page, answer = reader.get(BOARD), post(reader, lead, sent(here, lead, "qualified"))
    asked = reader.get(f"{BOARD}{lead.pk}/")

    assert ("data-move" in page.content.decode(), asked.status_code) == (False, 403)
    assert (page.status_code, answer.status_code, now_of(here, lead).stage.semantic) == (200, 403, "new")


def test_without_a_script_a_card_moves_through_its_page_and_back_to_the_board(here, agent_client):
    lead = make_lead(here)

    page = agent_client.get(f"{BOARD}{lead.pk}/?assigned_to=nobody")
    answer = post(agent_client, lead, sent(here, lead, "qualified"), query="?assigned_to=nobody")

    assert f'name="was" value="{lead.stage_id}"' in page.content.decode()
    assert (answer.status_code, answer["Location"]) == (303, f"{BOARD}?assigned_to=nobody")
    assert now_of(here, lead).stage.semantic == "qualified"


def test_a_script_is_told_the_numbers_of_both_columns_and_the_way_back(here, agent_client):
    make_lead(here, "Other")
    lead = make_lead(here, "Mario", "Rossi")

    answer = post(agent_client, lead, sent(here, lead, "qualified"), headers=SCRIPT)

    told = answer.json()
    with clinic_context(here):
        operation = Operation.objects.get()
    assert {one["stage"]: one["number"] for one in told["columns"]} == {
        stage_id(here, "new"): "1",
        stage_id(here, "qualified"): "1",
    }
    assert "Mario Rossi moved to Qualified." in told["said"]
    assert f'action="/admin/undo/{operation.pk}/"' in told["said"]
    assert f'name="back" value="{BOARD}"' in told["said"]


CASES = [
    ("lost", "lost_reason", {"lost_reason": "price"}),
    ("accepted", "amount", {"amount": "4900", "currency": "EUR"}),
    ("callback", "follow_up_at", {"follow_up_at": SOON}),
]


@pytest.mark.parametrize(("meaning", "field", "answered"), CASES)
def test_what_a_stage_asks_is_refused_without_and_taken_with(here, agent_client, meaning, field, answered):
    lead = make_lead(here)
    data = sent(here, lead, meaning)

    told = post(agent_client, lead, data, headers=SCRIPT)
    page = post(agent_client, lead, data)
    stood = now_of(here, lead).stage.semantic
    taken = post(agent_client, lead, data | answered, headers=SCRIPT)

    assert (told.status_code, list(told.json()["fields"])) == (422, [field])
    assert (page.status_code, stood) == (422, "new")
    assert f'id="id_{field}_error"' in page.content.decode()
    assert (taken.status_code, now_of(here, lead).stage.semantic) == (200, meaning)


def test_a_closed_stage_asks_won_or_lost(here, agent_client):
    with clinic_context(here):
        closed = Stage.objects.create(name="Closed", semantic="closed", position=90)
    lead = make_lead(here)
    data = sent(here, lead, "closed")

    refused = post(agent_client, lead, data, headers=SCRIPT)
    post(agent_client, lead, data | {"is_won": "yes"}, headers=SCRIPT)

    assert list(refused.json()["fields"]) == ["is_won"]
    assert now_of(here, lead).stage_id == closed.pk


def test_the_amount_of_the_dialog_is_what_the_column_is_worth(here, agent_client):
    lead = make_lead(here)

    told = post(agent_client, lead, sent(here, lead, "accepted", amount="4900", currency="EUR"), headers=SCRIPT)

    heads = {one["stage"]: one["worth"] for one in told.json()["columns"]}
    assert heads[stage_id(here, "accepted")] == "€ 4,900"
    with clinic_context(here):
        assert Enquiry.objects.get(lead=lead).amount == 490_000


def test_nobody_is_moved_by_hand_to_where_only_an_answer_leads(here, agent_client):
    lead = make_lead(here)

    told = post(agent_client, lead, sent(here, lead, "replied"), headers=SCRIPT)

    assert told.json()["detail"] == "A lead comes here by itself, when they write back. Choose another stage."
    assert (told.status_code, now_of(here, lead).stage.semantic) == (422, "new")


@pytest.fixture
def giulia(here):
    return make_user(here, email="giulia@example.com", full_name="Giulia Neri")


def test_a_card_that_a_colleague_moved_meanwhile_stays_and_says_who(here, giulia, agent_client):
    lead = make_lead(here)
    data = sent(here, lead, "contacted")
    with clinic_context(here):
        move([lead.pk], to=stage_id(here, "qualified"), by=giulia, now=timezone.now())

    told, page = post(agent_client, lead, data, headers=SCRIPT), post(agent_client, lead, data)

    assert (told.status_code, told.json()["code"]) == (409, "conflict")
    assert told.json()["detail"] == "Giulia Neri moved this lead to Qualified."
    assert (page.status_code, "Giulia Neri moved this lead to Qualified." in page.content.decode()) == (409, True)
    assert now_of(here, lead).stage.semantic == "qualified"


def test_a_card_that_changed_hands_meanwhile_stays_and_says_whose_it_is(here, giulia, agent_client):
    lead = make_lead(here, stage="Contacted")
    data = sent(here, lead, "qualified")
    with clinic_context(here):
        assign([lead.pk], to=giulia.pk, by=giulia, now=timezone.now())

    told = post(agent_client, lead, data, headers=SCRIPT)

    assert (told.status_code, told.json()["detail"]) == (409, "Giulia Neri has this lead now.")
    assert now_of(here, lead).stage.semantic == "contacted"


def test_a_card_that_was_archived_meanwhile_stays_archived_where_it_stood(here, agent_client):
    lead = make_lead(here, archived_at=timezone.now())

    told = post(agent_client, lead, sent(here, lead, "qualified"), headers=SCRIPT)

    assert (told.status_code, now_of(here, lead).stage.semantic) == (409, "new")


def test_the_same_move_twice_is_one(here, agent_client):
    lead = make_lead(here)
    data = sent(here, lead, "qualified")

    answers = [post(agent_client, lead, data, headers=SCRIPT).status_code for _ in range(2)]

    assert answers == [200, 200]
    with clinic_context(here):
        assert Operation.objects.count() == 1


def test_a_lead_that_went_out_of_sight_is_not_there(here, agent, giulia, agent_client):
    lead = make_lead(here, assigned_to=giulia)
    with clinic_context(here):
        type(agent).objects.filter(pk=agent.pk).update(data_scope="own")

    told = post(agent_client, lead, sent(here, lead, "qualified"), headers=SCRIPT)
    page, board = agent_client.get(f"{BOARD}{lead.pk}/"), agent_client.get(BOARD)

    assert (told.status_code, page.status_code, now_of(here, lead).stage.semantic) == (404, 404, "new")
    assert [one["cards"] for one in columns(board).values() if one["cards"]] == []


def test_the_neighbours_lead_is_not_there(here, other_clinic, agent_client):
    foreign = make_lead(other_clinic)

    answers = [
        agent_client.get(f"{BOARD}{foreign.pk}/"),
        post(agent_client, foreign, sent(here, foreign, "qualified")),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert now_of(other_clinic, foreign).stage.semantic == "new"


@pytest.mark.parametrize("odd", ["", "abc", "0", "-1", "9" * 40, "\x00", "1.5"])
@pytest.mark.parametrize("field", ["stage", "was", "owner"])
def test_what_is_no_id_is_refused_in_words(here, agent_client, field, odd):
    lead = make_lead(here)
    data = sent(here, lead, "qualified") | {field: odd}

    answer = post(agent_client, lead, data, headers=SCRIPT)

    expected = 200 if (field, odd) == ("owner", "") else 422
    assert answer.status_code == expected
    assert json.loads(answer.content)


def test_a_number_that_is_too_large_is_not_there(here, agent_client):
    assert agent_client.get(f"{BOARD}{'9' * 40}/").status_code == 404
