"""Searches that people keep: whose they are, who sees them, and how many leads each sees in them (H:A2, A10)."""

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.lib.errors import Conflict, InvalidData, NotAllowed, NotThere
from crm.testing.people import client_of, make_user
from leads.models import CustomField, Lead, SavedView, Tag
from leads.services.finding import views
from leads.services.finding.filters import LeadFilters
from leads.services.finding.views import change_view, counts_of_views, delete_view, plain_query, save_view, tabs_of
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import User

LIST = "/admin/leads/lead/"
API = "/api/v1/leads"
NEW, COUNTS = "/admin/leads/views/new/", "/admin/leads/views/counts/"


@pytest.fixture
def here(clinic):
    with clinic_context(clinic):
        yield clinic


def test_a_view_is_its_owners_and_a_shared_one_is_everybodys(here, agent):
    other = make_user(here, email="other@example.com")
    save_view("Mine", "status=new", is_shared=False, by=agent)
    shared = save_view("Ours", "source=website", is_shared=True, by=agent)

    assert [view.name for view in tabs_of(agent)] == ["Mine", "Ours"]
    assert tabs_of(other) == [shared]


def test_what_is_kept_are_filters_and_order_and_nobody_who_was_searched(here, agent):
    view = save_view(
        "Mine", "q=rossi&p=3&after=7&size=50&nope=1&status=new&sort_by=score&source=", is_shared=False, by=agent
    )

    assert view.query == "sort_by=score&status=new"
    assert plain_query("status=new&sort_by=score") == view.query
    assert plain_query("status=new&sort_by=score&q=rossi") != view.query  # of a search no tab is on


def test_the_same_name_again_replaces_it(here, agent):
    first = save_view("Mine", "status=new", is_shared=False, by=agent)
    second = save_view(" Mine ", "status=lost", is_shared=False, by=agent)

    assert (first.pk, second.query) == (second.pk, "status=lost")


def test_one_person_keeps_so_many(here, agent):
    for number in range(views.MOST):
        save_view(f"View {number}", "", is_shared=False, by=agent)

    with pytest.raises(InvalidData, match="Delete one first"):
        save_view("One more", "", is_shared=False, by=agent)


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "x" * 61])
def test_a_name_that_cannot_be_read_is_refused(here, agent, name):
    with pytest.raises(InvalidData):
        save_view(name, "", is_shared=False, by=agent)


def test_a_search_that_is_too_long_is_refused(here, agent):
    with pytest.raises(InvalidData, match="too long"):
        save_view("Mine", "&".join(f"tags={number:0100}" for number in range(30)), is_shared=False, by=agent)


def rename(pk, by):
    change_view(pk, name="Taken", is_shared=True, by=by)


def remove(pk, by):
    delete_view(pk, by=by)


@pytest.mark.parametrize("deed", [rename, remove])
def test_a_colleagues_view_is_theirs_to_change(here, agent, deed):
    other = make_user(here, email="other@example.com")
    private = save_view("Mine", "", is_shared=False, by=agent)
    shared = save_view("Ours", "", is_shared=True, by=agent)

    with pytest.raises(NotThere):
        deed(private.pk, other)
    with pytest.raises(NotAllowed):
        deed(shared.pk, other)
    assert [view.name for view in tabs_of(agent)] == ["Mine", "Ours"]


def test_until_they_leave(here, agent):
    other = make_user(here, email="other@example.com")
    shared = save_view("Ours", "", is_shared=True, by=agent)
    User.objects.filter(pk=agent.pk).update(is_active=False)

    delete_view(shared.pk, by=other)

    assert not SavedView.objects.exists()


def test_who_only_reads_keeps_views_for_themselves(here):
    reader = make_user(here, role=roles.READ_ONLY, email="reader@example.com")

    save_view("Mine", "", is_shared=False, by=reader)
    with pytest.raises(NotAllowed):
        save_view("Ours", "", is_shared=True, by=reader)
    with pytest.raises(NotAllowed):
        change_view(tabs_of(reader)[0].pk, name="Ours", is_shared=True, by=reader)


def test_two_views_of_one_person_have_two_names(here, agent):
    save_view("One", "", is_shared=False, by=agent)
    two = save_view("Two", "", is_shared=False, by=agent)

    with pytest.raises(Conflict):
        change_view(two.pk, name="One", is_shared=False, by=agent)


HOSTILE = [
    "assigned_to=x", "status=999999999999999999", "tags=gone", "partner=%00", "source=no",
    "assigned_to=nobody,me&lead_score_min=x", "custom_gone=1", "=&&;%ff", "due_from=9999-99-99",
    "search=" + "9" * 40,
]  # fmt: skip
SEARCHES = [
    "", "status=new", "source=website", "assigned_to=me", "assigned_to=nobody", "tags=vip", "lead_score_min=50",
    "search=ada", *HOSTILE,
]  # fmt: skip
STAGES, SOURCES = st.sampled_from(["New", "Lost"]), st.sampled_from(["website", "other"])


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(STAGES, SOURCES, st.integers(0, 100), st.integers(0, 2)), max_size=8),
    scope=st.sampled_from(User.DataScope.values),
)
def test_the_number_of_a_view_is_that_of_the_rows_its_reader_sees(here, agent, rows, scope):
    other = User.objects.filter(email="other@example.com").first() or make_user(here, email="other@example.com")
    owners = [None, agent, other]
    Lead.objects.all().delete()
    for stage, source, score, owner in rows:
        make_lead(here, "Ada", stage=stage, source=source, lead_score=score, assigned_to=owners[owner])
    reader = User.objects.get(pk=agent.pk)
    reader.data_scope = scope
    kept = [SavedView(query=query) for query in SEARCHES]
    now = timezone.now()

    numbers = counts_of_views(kept, reader=reader, now=now)

    visible = Lead.objects.visible_to(reader)
    shown = [len(LeadFilters(QueryDict(query), visible, reader=reader, now=now).qs) for query in SEARCHES]
    assert numbers == shown


def test_counting_twelve_views_is_one_question_as_far_as_people_count(
    here, agent, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr(views, "COUNTED", 3)
    for number in range(5):
        make_lead(here, f"Lead {number}")
    kept = [SavedView(query="")] * views.MOST

    list(counts_of_views(kept[:1], reader=agent, now=timezone.now()))
    with django_assert_num_queries(1):
        numbers = counts_of_views(kept, reader=agent, now=timezone.now())

    assert numbers == [3] * views.MOST


def test_a_search_is_kept_from_the_list_and_is_a_tab_there(clinic, agent, agent_client):
    make_lead(clinic, "Ada", source="referral")
    make_lead(clinic, "Ben")

    asked = agent_client.get(f"{NEW}?source=referral&q=ada")
    kept = agent_client.post(f"{NEW}?source=referral", {"name": "From friends", "is_shared": "on"}, follow=True)

    page = kept.content.decode()
    assert "The filters are kept. What you searched for is not." in asked.content.decode()
    assert "The view From friends is kept." in page
    assert '<a href="?source=referral" class="on" aria-current="true">' in page
    with clinic_context(clinic):
        view = SavedView.objects.get()
    assert (view.owner_id, view.is_shared) == (agent.pk, True)
    assert agent_client.get(COUNTS).json() == {str(view.pk): "1"}


def test_a_view_is_renamed_and_deleted_on_its_page_and_its_leads_stay(clinic, agent, agent_client):
    make_lead(clinic)
    with clinic_context(clinic):
        view = save_view("Old", "status=new", is_shared=True, by=agent)
    page = f"/admin/leads/views/{view.pk}/"

    wrong = agent_client.post(page, {"name": ""})
    agent_client.post(page, {"name": "Renamed"})
    renamed = agent_client.get(LIST).content.decode()
    gone = agent_client.post(page, {"delete": "1"}, follow=True)

    assert (wrong.status_code, "Renamed" in renamed) == (422, True)
    assert "The view Renamed is deleted. Its leads stay." in gone.content.decode()
    with clinic_context(clinic):
        assert (SavedView.objects.count(), Lead.objects.count()) == (0, 1)


def test_a_colleagues_private_view_has_no_page_and_a_shared_one_no_button_that_works(clinic, agent):
    with clinic_context(clinic):
        private = save_view("Secret name", "", is_shared=False, by=agent)
        shared = save_view("Ours", "", is_shared=True, by=agent)
    other = client_of(clinic, make_user(clinic, email="other@example.com"))

    assert other.get(f"/admin/leads/views/{private.pk}/").status_code == 404
    assert b"Secret name" not in other.get(LIST).content
    assert other.post(f"/admin/leads/views/{shared.pk}/", {"name": "Taken"}).status_code == 403
    assert other.post(f"/admin/leads/views/{shared.pk}/", {"delete": "1"}).status_code == 403


def test_the_tag_of_a_view_that_is_there_no_more_narrows_to_nothing(here, agent):
    tag = Tag.objects.create(name="VIP")
    view = save_view("Tagged", f"tags={tag.pk}", is_shared=False, by=agent)
    tag.delete()
    make_lead(here)

    assert counts_of_views([view], reader=agent, now=timezone.now()) == [0]


def test_a_view_of_a_field_that_is_out_of_use_counts_nobody_and_is_still_that_view(clinic, agent, agent_client):
    make_lead(clinic)
    with clinic_context(clinic):
        CustomField.objects.create(key="shoe", name="Shoe", kind="text", is_active=False)
        view = SavedView.objects.create(owner=agent, name="Shoes", query="custom_shoe=42")

    counted, asked = agent_client.get(COUNTS).json(), agent_client.get(f"{API}?{view.query}")

    assert counted == {str(view.pk): "0"}
    assert (asked.status_code, list(asked.json()["fields"])) == (422, ["custom_shoe"])
    assert f"/admin/leads/views/{view.pk}/" in agent_client.get(f"{LIST}?{view.query}").content.decode()


def test_what_no_lead_can_fit_breaks_neither_the_bar_nor_a_program(clinic, agent, agent_client):
    with clinic_context(clinic):
        for number, query in enumerate(HOSTILE):
            SavedView.objects.create(owner=agent, name=f"Old {number}", query=query)

    counted = agent_client.get(COUNTS)
    answers = {agent_client.get(f"{API}?{query}").status_code for query in HOSTILE}

    assert set(counted.json().values()) == {"0"}
    assert answers <= {200, 400, 422}
