"""What a clinic sets up for its leads: tags, fields of its own, partners; on their pages and on the lead's."""

import pytest
from django.utils import timezone

from crm.lib.errors import InvalidData
from crm.testing.people import client_of, make_user
from leads.models import CustomField, Lead, Partner, Tag
from leads.services.custom import custom_of
from leads.services.custom_fields import keep_field
from leads.services.editing import change_lead
from leads.tests.factories import make_lead
from leads.tests.happened import moments_on
from leads.tests.record_addresses import as_shown, page, to
from tenants.context import clinic_context
from tenants.staff import roles


@pytest.fixture
def lead(clinic):
    return make_lead(clinic, country="IT")


def test_own_fields_are_asked_saved_and_told_on_the_page(clinic, lead, agent_client):
    with clinic_context(clinic):
        keep_field(None, {"name": "Missing teeth", "kind": "number", "names": {"it": "Denti mancanti"}})
    sent = as_shown(agent_client, lead)

    agent_client.post(page(lead), sent | {"custom.missing_teeth": "4"})
    wrong = agent_client.post(page(lead), sent | {"custom.missing_teeth": "four"})

    with clinic_context(clinic):
        assert custom_of(lead.pk) == {"missing_teeth": 4}
    assert wrong.context["form"].errors == {"custom.missing_teeth": ["A number, as in 12.5."]}
    [line] = [one for one in moments_on(agent_client.get(page(lead)), "line") if "Missing" in str(one.about)]
    assert [(one.field, one.after) for one in line.about["line"].changes] == [("Missing teeth", "4")]


@pytest.mark.parametrize(("role", "answer"), [(roles.ADMIN, 200), (roles.MANAGER, 200), (roles.AGENT, 403)])
def test_tags_and_own_fields_are_kept_by_admin_and_manager(clinic, role, answer):
    client = client_of(clinic, make_user(clinic, role=role, email="boss@example.com"))

    found = [client.get(f"/admin/leads/{model}/add/").status_code for model in ("tag", "customfield")]

    assert found == [answer, answer]


def test_a_new_field_and_a_new_tag_are_made_on_their_pages(clinic):
    boss = client_of(clinic, make_user(clinic, role=roles.ADMIN, email="boss@example.com"))

    boss.post("/admin/leads/tag/add/", {"name": "VIP", "colour": "red"})
    made = {"name": "Smoker", "kind": "choice", "options": "yes\nno", "names": "it: Fumatore", "is_active": "on"}
    boss.post("/admin/leads/customfield/add/", made)
    twice = boss.post("/admin/leads/tag/add/", {"name": "vip", "colour": "red"})

    with clinic_context(clinic):
        assert Tag.objects.get().colour == "red"
        assert CustomField.objects.get().options == ["yes", "no"]
    assert twice.status_code == 422
    assert list(twice.context["form"].errors) == ["name"]


@pytest.mark.parametrize(
    ("way", "left"), [("+VIP", ["VIP", "smoker"]), ("-smoker", []), ("-VIP", ["smoker"]), ("", ["smoker"])]
)
def test_many_are_tagged_from_the_list_and_it_can_be_undone(clinic, lead, agent_client, way, left):
    agent_client.post(to(lead, "tags"), {"add": "smoker"}, follow=True)
    with clinic_context(clinic):
        Tag.objects.create(name="VIP")
    chosen = {"action": "tag", "index": "0", "_selected_action": str(lead.pk), "tag": way}

    answer = agent_client.post("/admin/leads/lead/", chosen, follow=True)

    assert [tag.name for tag in agent_client.get(page(lead)).context["tags"]] == left
    undoable = [one for one in answer.context["messages"] if "undo-" in (one.extra_tags or "")]
    assert bool(undoable) == (left != ["smoker"])


def test_the_second_saver_of_an_own_field_sees_both_values_by_its_name(clinic, lead, agent_client):
    with clinic_context(clinic):
        keep_field(None, {"name": "Smoker", "kind": "choice", "options": ["yes", "no"]})
    stale = as_shown(agent_client, lead)
    stale |= {f"initial-{name}": value for name, value in stale.items()}
    agent_client.post(page(lead), stale | {"custom.smoker": "yes"})

    answer = agent_client.post(page(lead), stale | {"custom.smoker": "no"})

    assert answer.status_code == 409
    assert answer.context["conflict"]["rows"] == [{"label": "Smoker", "now": "yes", "wanted": "no"}]


def test_who_works_for_a_partner_hears_of_no_other_and_gives_no_lead_away(clinic):
    with clinic_context(clinic):
        mine = Partner.objects.create(name="Agency Rome", code="rome")
        other = Partner.objects.create(name="Agency Milan", code="milan")
    person = make_user(clinic, email="rome@example.com", data_scope="part")
    with clinic_context(clinic):
        mine.members.add(person)
    lead, client = make_lead(clinic, partner=mine), client_of(clinic, person)

    shown = client.get(page(lead))
    client.post(page(lead), as_shown(client, lead) | {"partner": str(other.pk)})

    assert "Agency Milan" not in shown.content.decode()
    with clinic_context(clinic):
        assert Lead.objects.get(pk=lead.pk).partner == mine
        with pytest.raises(InvalidData):
            change_lead(lead.pk, {"partner_id": other.pk}, by=person, now=timezone.now())
