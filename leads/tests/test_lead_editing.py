"""The form on the page of a lead: what may be changed, by whom, what a second saver sees (F:L1, H:A5, A7, X)."""

import pytest
from django.utils import timezone

from crm.lib.errors import NotAllowed, NotThere
from crm.testing.people import client_of, make_user
from leads.models import Lead, Stage
from leads.services.editing import ChangedMeanwhile, change_lead
from leads.tests.factories import make_lead
from leads.tests.happened import lines_on, moments_on
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.staff import roles


@pytest.fixture
def here(clinic):
    return clinic


def address(lead) -> str:
    return f"/admin/leads/lead/{lead.pk}/change/"


def form_of(client, lead) -> dict[str, str]:
    """What a browser would send if nothing was changed, hidden fields included."""
    form = client.get(address(lead)).context["form"]
    shown = {name: "" if form.initial[name] is None else str(form.initial[name]) for name in form.fields}
    return shown | {f"initial-{name}": value for name, value in shown.items()}


def row(clinic, lead) -> dict:
    with clinic_context(clinic):
        return Lead.objects.filter(pk=lead.pk).values().get()


def test_a_change_is_saved_and_told_in_the_trail_by_name(here, agent, agent_client, colleague):
    lead = make_lead(here)
    with clinic_context(here):
        contacted = Stage.objects.get(name="Contacted")
    sent = form_of(agent_client, lead) | {"stage": str(contacted.pk), "country": "it", "assigned_to": str(agent.pk)}

    answer = agent_client.post(address(lead), sent, follow=True)

    after = row(here, lead)
    assert (after["stage_id"], after["country"], after["assigned_to_id"]) == (contacted.pk, "IT", agent.pk)
    told = next(line for line in lines_on(answer) if any(one.field == "Country" for one in line.changes))
    step = moments_on(answer, "step")[0].about
    assert told.who == str(agent)
    assert (step["before"], step["after"], step["by"]) == ("New", "Contacted", agent)


def test_saving_without_a_change_writes_nothing(here, agent_client):
    lead = make_lead(here)
    sent = form_of(agent_client, lead)
    before = row(here, lead)
    with clinic_context(here):
        told = Entry.objects.count()

    agent_client.post(address(lead), sent)

    assert row(here, lead) == before
    with clinic_context(here):
        assert Entry.objects.count() == told


def test_the_second_saver_sees_both_values_and_nothing_is_written(here, agent_client):
    giulia = make_user(here, email="giulia@example.com", full_name="Giulia")
    lead = make_lead(here, "Marco")
    stale = form_of(agent_client, lead)
    client_of(here, giulia).post(address(lead), stale | {"first_name": "Mario"})

    answer = agent_client.post(address(lead), stale | {"first_name": "Marc"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert row(here, lead)["first_name"] == "Mario"
    assert "<bdi>Giulia</bdi> saved this just now. Here is what differs." in page
    assert [(one["now"], one["wanted"]) for one in answer.context["conflict"]["rows"]] == [("Mario", "Marc")]


def test_whoever_saves_again_after_seeing_both_wins(here, agent_client):
    lead = make_lead(here, "Marco")
    stale = form_of(agent_client, lead)
    with clinic_context(here):
        Lead.objects.filter(pk=lead.pk).update(first_name="Mario")
    again = agent_client.post(address(lead), stale | {"first_name": "Marc"}).context["form"]

    agent_client.post(address(lead), {name: again.data[name] for name in stale})

    assert row(here, lead)["first_name"] == "Marc"


def test_what_was_left_alone_keeps_a_colleagues_change(here, agent_client):
    lead = make_lead(here, "Marco", "Bellini")
    stale = form_of(agent_client, lead)
    with clinic_context(here):
        Lead.objects.filter(pk=lead.pk).update(first_name="Mario")

    answer = agent_client.post(address(lead), stale | {"last_name": "Rossi"})

    after = row(here, lead)
    assert (answer.status_code, after["first_name"], after["last_name"]) == (302, "Mario", "Rossi")


@pytest.mark.parametrize("field", ["stage", "assigned_to"])
def test_a_foreign_stage_or_owner_does_not_exist_and_is_not_echoed(
    here, other_clinic, agent_client, field, colleague
):
    foreigner = make_user(other_clinic, email="foreign@example.com", full_name="Foreign Person")
    with clinic_context(other_clinic):
        foreign = {"stage": Stage.objects.all()[0].pk, "assigned_to": foreigner.pk}[field]
    lead = make_lead(here)
    before = row(here, lead)

    answer = agent_client.post(address(lead), form_of(agent_client, lead) | {field: str(foreign)})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {field: ["This does not exist."]}
    assert "Foreign Person" not in answer.content.decode()
    assert row(here, lead) == before


HOSTILE = [
    {"first_name": "x" * 121},
    {"first_name": "a\x00b"},
    {"country": "<b"},
    {"country": "ITA"},
    {"source": "nowhere"},
    {"stage": ""},
    {"stage": "9" * 40},
    {"stage": "1 OR 1"},
    {"assigned_to": "-1"},
    {"assigned_to": "٣"},
]


@pytest.mark.parametrize("wrong", HOSTILE, ids=str)
def test_a_wrong_value_is_told_next_to_its_field(here, agent_client, wrong, colleague):
    lead = make_lead(here)
    before = row(here, lead)

    answer = agent_client.post(address(lead), form_of(agent_client, lead) | wrong)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(wrong)
    assert answer.content.decode().count("autofocus") == 1
    assert row(here, lead) == before


def test_what_stands_in_no_field_of_the_form_is_not_written(here, agent_client):
    lead = make_lead(here)
    before = row(here, lead)
    extra = dict.fromkeys(("id", "archived_at", "created_at", "archived_by", "updated_at"), "1")

    agent_client.post(address(lead), form_of(agent_client, lead) | extra)

    assert row(here, lead) == before


@pytest.mark.parametrize("role", [roles.MARKETING, roles.READ_ONLY])
def test_who_only_looks_gets_no_form_and_changes_nothing(here, agent_client, role):
    lead = make_lead(here)
    sent = form_of(agent_client, lead) | {"first_name": "Eve"}
    reader = client_of(here, make_user(here, role=role, email="reader@example.com"))
    before = row(here, lead)

    page, answer = reader.get(address(lead)), reader.post(address(lead), sent)

    assert page.context["form"] is None
    assert answer.status_code == 403
    assert row(here, lead) == before


@pytest.mark.parametrize("role", [roles.MARKETING, roles.READ_ONLY])
def test_the_rule_itself_refuses_who_only_looks_whatever_door_they_came_by(here, role):
    lead = make_lead(here)
    reader = make_user(here, role=role, email="reader@example.com")
    before = row(here, lead)

    with clinic_context(here), pytest.raises(NotAllowed):
        change_lead(lead.pk, {"first_name": "Eve"}, by=reader, now=timezone.now())

    assert row(here, lead) == before


def test_a_colleagues_lead_is_404_to_save_as_to_read(here, agent, agent_client):
    colleague = make_user(here, email="other@example.com")
    hidden = make_lead(here, assigned_to=colleague)
    sent = form_of(agent_client, hidden) | {"first_name": "Eve"}
    before = row(here, hidden)
    with clinic_context(here):
        type(agent).objects.filter(pk=agent.pk).update(data_scope=agent.DataScope.OWN)

    assert agent_client.post(address(hidden), sent).status_code == 404
    assert row(here, hidden) == before


def test_a_lead_taken_away_after_the_page_was_read_stays_as_it_is(here, agent):
    colleague = make_user(here, email="other@example.com")
    lead = make_lead(here, assigned_to=agent)
    with clinic_context(here):
        type(agent).objects.filter(pk=agent.pk).update(data_scope=agent.DataScope.OWN)
        agent = type(agent).objects.get(pk=agent.pk)
        Lead.objects.filter(pk=lead.pk).update(assigned_to=colleague)

        with pytest.raises(NotThere):
            change_lead(lead.pk, {"first_name": "Eve"}, by=agent, now=timezone.now())


def test_an_old_version_is_refused_to_programs(here, agent):
    lead = make_lead(here)
    with clinic_context(here), pytest.raises(ChangedMeanwhile):
        change_lead(lead.pk, {"first_name": "Eve"}, by=agent, now=timezone.now(), version="2020-01-01")


def test_names_that_hold_markup_are_text_everywhere_on_the_page(here, agent_client):
    lead = make_lead(here)
    script = "<script>alert(1)</script>"

    page = agent_client.post(
        address(lead), form_of(agent_client, lead) | {"first_name": script, "last_name": '"><b>x'}, follow=True
    ).content.decode()

    assert "<script>alert" not in page
    assert '"><b>x' not in page


@pytest.mark.parametrize("country", ["ZZ", "xx", "UK"])
def test_a_country_that_is_none_is_422_with_a_sentence_at_its_field(here, agent_client, country):
    lead = make_lead(here, country="IT")

    answer = agent_client.post(address(lead), form_of(agent_client, lead) | {"country": country})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"country": ["There is no such country. Two letters, as in IT."]}
    assert row(here, lead)["country"] == "IT"


@pytest.mark.parametrize("country", ["de", "XK", ""])
def test_countries_kosovo_and_none_are_saved(here, agent_client, country):
    lead = make_lead(here, country="IT")

    agent_client.post(address(lead), form_of(agent_client, lead) | {"country": country})

    assert row(here, lead)["country"] == country.upper()
