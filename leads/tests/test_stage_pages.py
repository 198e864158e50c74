"""The pages where Admin and Manager arrange the stages."""

import pytest

from crm.testing.people import client_of, make_user
from leads.models import Lead, Stage
from leads.tests.factories import make_lead, stage_of
from tenants.context import clinic_context
from tenants.staff import roles

LIST = "/admin/stages/"


@pytest.fixture
def here(clinic):
    return clinic


@pytest.fixture
def manager(here):
    return client_of(here, make_user(here, role=roles.MANAGER, email="manager@example.com"))


def pk_of(clinic, meaning: str) -> int:
    with clinic_context(clinic):
        return stage_of(meaning).pk


def names(clinic) -> list[str]:
    with clinic_context(clinic):
        return list(Stage.objects.values_list("name", flat=True))


def form_of(client, path: str) -> dict[str, str]:
    form = client.get(path).context["form"]
    return {name: "" if (value := form[name].value()) is None else str(value) for name in form.fields}


def test_the_list_tells_each_stage_with_what_it_asks_and_holds(here, manager):
    make_lead(here)

    page = manager.get(LIST).content.decode()

    for piece in ("Quote sent", "15 min to act", "2 d to act", "45 % accept", "1 lead", "s-rep", "Ready-made sets"):
        assert piece in page
    assert page.count("data-row=") == 12


def test_a_whole_order_is_sent_by_dragging_and_one_step_by_a_button(here, manager):
    lost, new = pk_of(here, "lost"), pk_of(here, "new")

    manager.post(LIST, {"order": [str(lost), "x", "9" * 40]})
    moved = manager.post(LIST, {"down": str(lost), "order": [str(new)]})

    assert names(here)[:2] == ["New", "Lost"]
    assert moved["Location"] == f"{LIST}#down-{lost}"  # the arrow has the focus again
    assert f'id="down-{lost}"' in manager.get(LIST).content.decode()


def test_a_stage_is_added_and_changed(here, manager):
    typed = {"name": "Trip", "semantic": "travelling", "colour": "red", "probability": "90", "names": "it: Viaggio"}
    manager.post(f"{LIST}new/", typed)
    with clinic_context(here):
        row = Stage.objects.get(name="Trip")
    path = f"{LIST}{row.pk}/"

    answer = manager.post(path, form_of(manager, path) | {"name": "Trip booked"}, follow=True)

    assert "Trip booked is saved." in answer.content.decode()
    with clinic_context(here):
        row.refresh_from_db()
    assert (row.name, row.names, row.sla_minutes) == ("Trip booked", {"it": "Viaggio"}, None)


def test_two_who_change_one_stage_at_once_both_have_their_word(here, manager):
    path = f"{LIST}{pk_of(here, 'qualified')}/"
    shown = form_of(manager, path)
    seen = shown | {f"initial-{name}": value for name, value in shown.items()}
    page = manager.get(path).content.decode()

    manager.post(path, seen | {"colour": "red", "names": "it: Adatto"})
    manager.post(path, seen | {"probability": "35"})

    with clinic_context(here):
        row = stage_of("qualified")
    assert (row.colour, row.names, row.probability) == ("red", {"it": "Adatto"}, 35)
    assert 'name="initial-probability" value="30"' in page


@pytest.mark.parametrize(("field", "value"), [("name", "Lost"), ("names", "Viaggio"), ("probability", "101")])
def test_what_is_wrong_is_said_beside_its_field(here, manager, field, value):
    typed = {"name": "Trip", "semantic": "travelling", "colour": "red", "probability": "90", "names": ""}

    answer = manager.post(f"{LIST}new/", typed | {field: value})

    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()


def test_deleting_one_asks_where_its_leads_go(here, manager):
    lead = make_lead(here, stage="Qualified")
    path = f"{LIST}{pk_of(here, 'qualified')}/remove/"

    unsaid = manager.post(path, {})
    said = manager.post(path, {"to": str(pk_of(here, "proposal"))}, follow=True)

    assert (unsaid.status_code, said.status_code) == (422, 200)
    assert "Qualified is deleted, 1 lead moved." in said.content.decode()
    with clinic_context(here):
        assert Lead.objects.get(pk=lead.pk).stage.semantic == "proposal"


def test_the_last_new_one_is_not_deleted_and_the_page_says_why(here, manager):
    answer = manager.post(f"{LIST}{pk_of(here, 'new')}/remove/", {})

    assert answer.status_code == 422
    assert "New leads begin here." in answer.content.decode()


def test_a_ready_made_set_shows_where_leads_go_before_it_is_used(here, manager):
    make_lead(here, stage="Qualified")

    page = manager.get(f"{LIST}sets/simple/").content.decode()
    manager.post(f"{LIST}sets/simple/", {})

    assert "1 lead goes to Replied" in page
    assert names(here) == ["New", "Contacted", "Replied", "Closed"]


def test_a_ready_made_set_asks_where_leads_go_that_it_has_no_place_for(here, manager):
    path, field = f"{LIST}sets/meta/", f"to_{make_lead(here, stage='Lost').stage_id}"

    unsaid = manager.post(path, {})
    said = manager.post(path, {field: "contacted"})

    assert (unsaid.status_code, said.status_code) == (422, 302)
    assert f'id="id_{field}_error"' in unsaid.content.decode()
    assert names(here) == ["New", "Assigned", "Contacted", "Converted"]


@pytest.mark.parametrize("path", ["0/", "0/remove/", "sets/none/", f"{10**17}/"])
def test_what_is_not_there_is_not_found(manager, path):
    assert manager.get(f"{LIST}{path}").status_code == 404


def test_a_stage_of_the_neighbour_is_not_there(manager, other_clinic):
    assert manager.get(f"{LIST}{pk_of(other_clinic, 'new')}/").status_code == 404


@pytest.mark.parametrize("role", [roles.AGENT, roles.MARKETING, roles.READ_ONLY])
def test_nobody_else_arranges_stages(here, role):
    client = client_of(here, make_user(here, role=role, email="other@example.com"))

    assert client.get(LIST).status_code == 403
    assert client.post(LIST, {"down": str(pk_of(here, "new"))}).status_code == 403
