"""The score on the page and in the list: how much, how warm, and why (LOOK 1.3, 03; F:L8, L12, L25)."""

import pytest

from leads.models import Lead, Temperature, Treatment
from leads.tests.factories import make_lead, scored
from leads.tests.happened import lines_on
from tenants.context import clinic_context

LIST = "/admin/leads/lead/"


@pytest.fixture
def here(clinic):
    return clinic


COMPLETE = {"has_phone": True, "has_email": True, "has_both_names": True, "has_place": True, "source": "website"}


def treatment(clinic, code: str) -> Treatment:
    with clinic_context(clinic):
        return Treatment.objects.get(code=code)


def page_of(client, lead) -> str:
    return client.get(f"{LIST}{lead.pk}/change/").content.decode()


def names(answer) -> list[str]:
    return [lead.first_name for lead in answer.context["cl"].result_list]


def test_the_page_tells_the_score_its_heat_and_the_reason_of_every_point(here, agent_client):
    lead = make_lead(here, treatment=treatment(here, "all-on-4"), **scored(treatment="All-on-4", **COMPLETE))

    page = page_of(agent_client, lead)

    for piece in ("74 of 100", "bw-temp hot", "profile 4", "All-on-4 is in your price list", "20/20", "0/12"):
        assert piece in page
    assert "2 more points are possible." in page
    assert 'stroke-dasharray="74 100"' in page


def test_what_nobody_can_note_yet_is_no_point_that_is_possible(here, agent_client):
    lead = make_lead(here, **scored(treatment="Bridge", **COMPLETE | {"source": "referral"}))

    page = page_of(agent_client, lead)

    assert "No more points are possible for now." in page
    assert "more points are possible." not in page


def test_a_lead_that_nobody_scored_shows_no_score(here, agent_client):
    lead = make_lead(here)

    page, listed = page_of(agent_client, lead), agent_client.get(LIST).content.decode()

    assert "bw-dial" not in page
    assert "bw-temp" not in page
    assert "bw-temp" not in listed


@pytest.mark.parametrize("odd", [["text"], [{"points": 3}], [{"factor": "x", "points": 1, "reason": "nonsense"}]])
def test_a_breakdown_of_another_version_is_no_error(here, agent_client, odd):
    lead = make_lead(here, lead_score=3, score_breakdown=odd, profile_version=1)

    assert agent_client.get(f"{LIST}{lead.pk}/change/").status_code == 200


def test_what_stands_in_a_breakdown_is_text(here, agent_client):
    lead = make_lead(here, **scored(treatment="<script>alert(1)</script>"), interest="<b>Eve</b>")

    page = page_of(agent_client, lead)

    assert "<script>alert" not in page
    assert "<b>Eve" not in page


def test_a_row_tells_score_heat_and_treatment_and_the_list_can_be_ordered_by_score(here, agent_client):
    make_lead(here, "Cold", **scored(), minutes=1)
    make_lead(here, "Hot", treatment=treatment(here, "bridge"), **scored(treatment="Bridge", **COMPLETE), minutes=9)

    page = agent_client.get(LIST).content.decode()

    assert ("bw-temp hot" in page, "bw-temp cold" in page, "<bdi>Bridge</bdi>" in page) == (True, True, True)
    assert 'title="Known: a valid phone number, a valid mail address, both names, country or language ·' in page
    assert names(agent_client.get(LIST, {"sort_by": "score"})) == ["Hot", "Cold"]


def test_the_list_is_narrowed_by_heat_and_by_treatment(here, agent_client):
    bridge = treatment(here, "bridge")
    make_lead(here, "Hot", temperature=Temperature.HOT)
    make_lead(here, "Bridge", treatment=bridge)

    by_heat = agent_client.get(LIST, {"temperature": "hot"})
    by_treatment = agent_client.get(LIST, {"treatment": bridge.pk})

    assert names(by_heat) == ["Hot"]
    assert names(by_treatment) == ["Bridge"]
    assert [chip.value for chip in by_treatment.context["cl"].active_filters()] == ["Bridge"]


def test_the_list_is_narrowed_by_country_city_and_kind_of_treatment(here, agent_client):
    make_lead(here, "Place", country="XK", city="Prishtinë")
    make_lead(here, "Bridge", treatment=treatment(here, "bridge"), country="IT")
    found = ({"country": "XK"}, {"country": "Kosova"}, {"city": "rishti"}, {"category": "crowns"})
    odd = ({"category": "no such"}, {"city": "\u202e"}, {"country": "Nowhere"})

    answers = [agent_client.get(LIST, one) for one in (*found, *odd)]

    everybody = ["Bridge", "Place"]
    place = ["Place"]
    assert [names(one) for one in answers] == [place, place, place, ["Bridge"], [], everybody, []]
    chips = [chip.value for one in answers[:4] for chip in one.context["cl"].active_filters()]
    assert chips == ["XK", "Kosova", "rishti", "Crowns and bridges"]


def test_place_language_company_and_treatment_are_changed_on_the_page(here, agent_client):
    lead, bridge = make_lead(here), treatment(here, "bridge")
    wished = {"city": " Milano ", "language": "it", "company": "Bellini  Marmi", "treatment": str(bridge.pk)}
    form = agent_client.get(f"{LIST}{lead.pk}/change/").context["form"]
    shown = {name: "" if form.initial[name] is None else str(form.initial[name]) for name in form.fields}
    shown |= {f"initial-{name}": value for name, value in shown.items()}

    answer = agent_client.post(f"{LIST}{lead.pk}/change/", shown | wished, follow=True)

    with clinic_context(here):
        row = Lead.objects.get(pk=lead.pk)
        assert (row.city, row.language, row.company, row.treatment) == ("Milano", "it", "Bellini Marmi", bridge)
    told = {(change.field, change.after) for line in lines_on(answer) for change in line.changes}
    assert {("Treatment", "Bridge"), ("City", "Milano")} <= told


def test_a_treatment_of_the_neighbours_or_one_not_offered_is_no_choice(here, other_clinic, agent_client):
    with clinic_context(other_clinic):
        foreign = Treatment.objects.create(code="foreign", name="Foreign treatment")
    off = treatment(here, "whitening")
    with clinic_context(here):
        Treatment.objects.filter(pk=off.pk).update(is_active=False)
    lead = make_lead(here)
    address = f"/api/v1/leads/{lead.pk}"

    answers = [agent_client.patch(address, {"treatment": one.pk}, "application/json") for one in (foreign, off)]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert [answer.json()["fields"] for answer in answers] == [{"treatment": ["This does not exist."]}] * 2


def test_programs_read_the_score_and_change_the_same_fields(here, agent_client):
    bridge = treatment(here, "bridge")
    lead = make_lead(here, interest="a bridge", **scored(**COMPLETE))
    address = f"/api/v1/leads/{lead.pk}"

    before = agent_client.get(address).json()
    sent = {"city": "Bari", "language": "it", "company": "X", "treatment": bridge.pk}
    after = agent_client.patch(address, sent, "application/json").json()
    wrong = agent_client.patch(address, {"language": "klingon"}, "application/json")

    assert (before["score"], before["temperature"], before["interest"]) == (54, "warm", "a bridge")
    assert before["treatment"] is None
    assert after["treatment"] == {"id": bridge.pk, "code": "bridge", "name": "Bridge"}
    assert [after[name] for name in ("city", "language", "company")] == ["Bari", "it", "X"]
    assert (wrong.status_code, list(wrong.json()["fields"])) == (422, ["language"])
