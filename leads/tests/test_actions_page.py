"""The bar of the list and the buttons of the page: POST only, asked again for each lead, with an Undo (H:A3)."""

import pytest
from django.utils import timezone

from crm.testing.people import client_of, make_user
from leads.models import Enquiry, Lead, Stage
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.undo.models import Operation

LIST = "/admin/leads/lead/"


@pytest.fixture
def here(clinic):
    return clinic


def chosen(action: str, *ids: object, **more: object) -> dict:
    return {"action": action, "index": "0", "_selected_action": [str(pk) for pk in ids], **more}


def words_of(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def stage_id(clinic, name: str) -> int:
    with clinic_context(clinic):
        return Stage.objects.get(name=name).pk


def test_archiving_from_the_list_says_so_and_offers_the_way_back(here, agent_client):
    lead = make_lead(here)

    answer = agent_client.post(LIST, chosen("archive", lead.pk), follow=True)

    with clinic_context(here):
        operation = Operation.objects.get()
    assert words_of(answer) == ["Archived 1 lead."]
    assert f'action="/admin/undo/{operation.pk}/"' in answer.content.decode()
    assert list(answer.context["cl"].result_list) == []


def test_undo_from_the_message_brings_the_lead_back_to_the_list(here, agent_client):
    lead = make_lead(here)
    agent_client.post(LIST, chosen("archive", lead.pk))
    with clinic_context(here):
        operation = Operation.objects.get()

    answer = agent_client.post(f"/admin/undo/{operation.pk}/", {"back": LIST}, follow=True)

    assert words_of(answer)[-1] == "Undone for 1."
    assert [one.pk for one in answer.context["cl"].result_list] == [lead.pk]


def test_the_archive_is_a_filter_of_the_list(here, agent_client):
    make_lead(here, "Current")
    make_lead(here, "Old", archived_at=timezone.now())

    def names(**query) -> set[str]:
        return {lead.first_name for lead in agent_client.get(LIST, query).context["cl"].result_list}

    assert (names(), names(archived="yes"), names(archived="all")) == ({"Current"}, {"Old"}, {"Current", "Old"})
    assert names(archived="'; --") == set()


def test_a_colleagues_ids_by_hand_change_nothing_and_are_counted(here, agent, agent_client):
    colleague = make_user(here, email="other@example.com")
    with clinic_context(here):
        type(agent).objects.filter(pk=agent.pk).update(data_scope=agent.DataScope.OWN)
    theirs = [make_lead(here, f"Lead {number}", assigned_to=colleague) for number in range(2)]
    make_lead(here, "Mine", assigned_to=agent)

    answer = agent_client.post(LIST, chosen("archive", *(lead.pk for lead in theirs)), follow=True)

    assert words_of(answer) == ["Nothing was changed. 2 skipped: not there, or not yours."]
    with clinic_context(here):
        assert not Lead.objects.archived().exists()


def test_the_neighbours_ids_change_nothing(here, other_clinic, agent_client):
    foreign = make_lead(other_clinic)
    make_lead(here)

    agent_client.post(LIST, chosen("archive", foreign.pk))

    with clinic_context(other_clinic):
        assert not Lead.objects.archived().exists()


@pytest.mark.parametrize("ids", [["abc"], ["9" * 40], ["-1"], [""], ["\x00"], ["1e3", "²"]])
def test_ids_that_are_none_are_skipped(here, agent_client, ids):
    make_lead(here)

    answer = agent_client.post(LIST, chosen("archive", *ids), follow=True)

    assert words_of(answer) == [f"Nothing was changed. {len(ids)} skipped: not there, or not yours."]


@pytest.mark.parametrize("to", ["", "abc", "0", "9" * 40, "-1", "nobody"])
def test_a_stage_that_is_none_is_refused_in_words(here, agent_client, to):
    lead = make_lead(here)

    answer = agent_client.post(LIST, chosen("move", lead.pk, move=to), follow=True)

    assert words_of(answer) in (["This does not exist."], ["Choose a stage first."])
    assert answer.status_code == 200


def test_a_lead_of_which_a_colleague_said_something_else_is_skipped_and_named(here, agent, agent_client):
    leads = [make_lead(here, name, "Rossi") for name in ("Ana", "Ben", "Cem")]
    lost = stage_id(here, "Lost")
    agent_client.post(LIST, chosen("move", leads[0].pk, move=lost, lost_reason="price", lost_note="dear"))
    agent_client.post(LIST, chosen("move", leads[1].pk, move=lost, lost_reason="fear"))

    order = chosen("move", *(lead.pk for lead in leads), move=lost, lost_reason="fear")
    told = words_of(agent_client.post(LIST, order, follow=True))

    kept = f"{agent} moved Ana Rossi to Lost already, with: Price, dear."
    skipped = "1 skipped: it is so already. 1 skipped: a colleague said something else."
    assert told[-1] == f"Moved 1 lead to Lost. {skipped} {kept}"
    with clinic_context(here):
        reasons = Enquiry.objects.order_by("lead_id").values_list("lost_reason", flat=True)
        assert list(reasons) == ["price", "fear", "fear"]


def test_the_whole_list_as_it_is_filtered(here, agent_client):
    for number in range(3):
        make_lead(here, f"Lead {number}", source=Lead.Source.REFERRAL)
    other = make_lead(here, "Other")
    with clinic_context(here):
        one = Lead.objects.filter(source="referral")[0]

    to = stage_id(here, "Qualified")
    data = chosen("move", one.pk, move=to, select_across="1")
    asked = agent_client.post(f"{LIST}?source=referral", data)
    with clinic_context(here):
        assert not Lead.objects.filter(stage=to).exists()
        Lead.objects.filter(pk=one.pk).update(source="website")
        Lead.objects.filter(pk=other.pk).update(source="referral")
    odd = agent_client.post(f"{LIST}?source=referral", data | {"sure": asked.context["sure"]})
    answer = agent_client.post(f"{LIST}?source=referral", data | {"sure": odd.context["sure"]}, follow=True)

    assert [page.context["preview"].changed for page in (asked, odd)] == [3, 3]
    assert "The list changed meanwhile" in odd.content.decode()
    assert words_of(answer) == ["Moved 3 leads to Qualified."]
    with clinic_context(here):
        assert Lead.objects.get(pk=one.pk).stage.name == "New"


@pytest.mark.parametrize("role", [roles.MARKETING, roles.READ_ONLY])
def test_who_only_looks_is_offered_nothing_and_does_nothing(here, role):
    reader = make_user(here, role=role, email="reader@example.com")
    lead = make_lead(here)
    client = client_of(here, reader)

    page = client.get(LIST).content.decode()
    client.post(LIST, chosen("archive", lead.pk))

    assert 'value="archive"' not in page
    with clinic_context(here):
        assert not Lead.objects.archived().exists()


def test_reading_an_address_changes_nothing(here, agent_client):
    lead = make_lead(here)

    agent_client.get(LIST, chosen("archive", lead.pk))
    with clinic_context(here):
        assert not Lead.objects.archived().exists()

    agent_client.post(LIST, chosen("archive", lead.pk))
    with clinic_context(here):
        operation = Operation.objects.get()
    answers = [agent_client.get(f"/admin/undo/{one}/").status_code for one in (operation.pk, "newest")]

    assert answers == [200, 405]
    with clinic_context(here):
        assert Lead.objects.archived().exists()


def test_the_page_of_a_lead_archives_and_restores_it(here, agent_client):
    lead = make_lead(here)
    page = f"{LIST}{lead.pk}/change/"

    answer = agent_client.post(LIST, {**chosen("archive", lead.pk), "from": "page"}, follow=True)

    assert answer.redirect_chain[-1][0] == page
    assert "archived this lead" in answer.content.decode()
    assert 'value="restore"' in answer.content.decode()


def test_without_the_token_of_the_form_nothing_happens(here, agent):
    lead = make_lead(here)
    client = client_of(here, agent)
    client.handler.enforce_csrf_checks = True

    assert client.post(LIST, chosen("archive", lead.pk)).status_code == 403
    with clinic_context(here):
        assert not Lead.objects.archived().exists()
