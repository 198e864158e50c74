"""More leads than somebody waits for: chosen once, done by pieces, told one by one (F:W5, W6, T20)."""

import json

import pytest
from django.utils import timezone

from crm.lib.errors import InvalidData, Unavailable
from crm.testing.people import client_of, make_user
from leads.actions import Chosen, all_actions
from leads.models import BulkRow, Lead, Stage
from leads.services import bulk, operations
from leads.services.bulk import beginning, working
from leads.services.bulk.previewing import preview
from leads.tests.factories import make_lead
from leads.tests.many import make_leads, work
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.notices.models import Notice
from tenants.runs.models import Run
from tenants.runs.services import starting
from tenants.runs.services.working import finish, one_piece
from tenants.undo.models import Operation
from tenants.undo.services.ledger import undo

LIST = "/admin/leads/lead/"


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """Pieces of three, and more than two are many."""
    monkeypatch.setattr(working, "PIECE", 3)
    for module in ("leads.admin.bulk", "leads.admin.asking", "leads.api.many", "leads.services.bulk.previewing"):
        monkeypatch.setattr(f"{module}.AT_ONCE", 2)


@pytest.fixture
def inside(clinic):
    with clinic_context(clinic):
        yield clinic


def archived() -> int:
    return Lead.objects.archived().count()


def results(run) -> dict[int, str]:
    return dict(BulkRow.objects.filter(run=run).values_list("lead_id", "result"))


def begun(name, ids, *, by):
    return beginning.begin(all_actions()[name], ids, Chosen(), by=by, now=timezone.now())


def test_many_are_done_by_pieces_and_make_one_operation_that_is_undone_as_one(inside, other_clinic, agent):
    ids, foreign = make_leads(inside, 8), make_leads(other_clinic, 2)

    run = work("archive", [*ids, 10**9], by=agent)

    told = {"changed": 8, "already": 0, "conflicts": 0, "out_of_sight": 1}
    operation = Operation.objects.whole().get()
    assert (run.state, run.done, run.cursor) == ("done", 9, {})
    assert run.result == told | {"operation": operation.pk}
    assert results(run) == dict.fromkeys(ids, "changed") | {10**9: "out_of_sight"}
    assert (operation.count, operation.parts.count(), archived()) == (8, 3, 8)
    assert set(Entry.objects.saying("lead.archived").values_list("actor", flat=True)) == {agent.pk}
    undone = undo(operation.pk, by=agent, now=timezone.now())
    assert (undone.outcome.undone, archived()) == (8, 0)
    with clinic_context(other_clinic):
        assert Lead.objects.filter(pk__in=foreign, archived_at=None).count() == 2


def test_a_colleagues_leads_are_counted_one_by_one_and_stay(inside, agent):
    type(agent).objects.filter(pk=agent.pk).update(data_scope="own")
    other = make_user(inside, email="other@example.com")
    theirs, mine = make_leads(inside, 4, assigned_to=other), make_leads(inside, 2, assigned_to=agent)

    run = work("archive", [*theirs, *mine], by=agent)

    assert (run.result["changed"], run.result["out_of_sight"], archived()) == (2, 4, 2)


def test_one_that_is_refused_stands_alone_with_its_sentence_and_the_others_are_done(inside, agent, monkeypatch):
    ids = make_leads(inside, 7)

    def not_that_one(wanted, **said):
        if ids[4] in wanted:
            raise InvalidData("This one not.")
        return archive(wanted, **said)

    archive = operations.archive
    monkeypatch.setattr(operations, "archive", not_that_one)
    run = work("archive", ids, by=agent)

    assert (run.state, run.result["changed"], run.result["refused"], archived()) == ("done", 6, 1, 6)
    row = BulkRow.objects.get(run=run, lead=ids[4])
    assert (row.result, row.detail) == ("refused", "This one not.")


def test_stopped_in_the_middle_the_rest_stays_and_the_done_part_is_undone(inside, agent):
    ids = make_leads(inside, 7)
    run = begun("archive", ids, by=agent)
    one_piece(run.pk, now=timezone.now())
    starting.stop(run.pk, by=agent, now=timezone.now())

    run = finish(run.pk)

    assert (run.state, archived(), list(results(run).values()).count("")) == ("stopped", 3, 4)
    undo(run.result["operation"], by=agent, now=timezone.now())
    assert archived() == 0


def test_what_was_undone_halfway_goes_no_further(inside, agent):
    run = begun("archive", make_leads(inside, 7), by=agent)
    one_piece(run.pk, now=timezone.now())
    run.refresh_from_db()
    undo(run.result["operation"], by=agent, now=timezone.now())

    run = finish(run.pk)

    assert (run.state, archived()) == ("failed", 0)
    assert run.error == "Somebody undid this meanwhile, so the rest stays as it was."


def test_who_may_not_any_more_in_the_middle_changes_no_more(inside, agent):
    run = begun("archive", make_leads(inside, 7), by=agent)
    one_piece(run.pk, now=timezone.now())
    agent.groups.clear()

    assert (finish(run.pk).state, archived()) == ("failed", 3)


def test_who_is_given_many_and_who_has_them_back_hear_of_it_once(inside, agent):
    before, after = (make_user(inside, email=f"{name}@example.com") for name in ("before", "after"))
    run = work("assign", make_leads(inside, 7, assigned_to=before), after.pk, by=agent)
    undo(run.result["operation"], by=agent, now=timezone.now())

    told = Notice.objects.filter(kind="leads_assigned").order_by("pk")
    assert [(one.user_id, one.about["number"]) for one in told] == [(after.pk, "7"), (before.pk, "7")]


def test_who_was_given_some_of_many_hears_of_those_however_it_ended(inside, agent):
    one, two, three = (make_user(inside, email=f"{name}@example.com") for name in ("one", "two", "three"))
    runs = [
        beginning.begin(all_actions()["assign"], ids, Chosen(str(to.pk)), by=agent, now=timezone.now())
        for to, ids in ((to, make_leads(inside, 7)) for to in (one, two, three))
    ]
    for run in runs:
        one_piece(run.pk, now=timezone.now())
        run.refresh_from_db()
    starting.stop(runs[0].pk, by=agent, now=timezone.now())
    undo(runs[1].result["operation"], by=agent, now=timezone.now())
    finished = [finish(runs[0].pk), finish(runs[1].pk)]
    agent.groups.clear()
    finished.append(finish(runs[2].pk))

    assert [(run.state, run.cursor) for run in finished] == [("stopped", {}), ("failed", {}), ("failed", {})]
    told = Notice.objects.filter(kind="leads_assigned").order_by("pk")
    assert [(notice.user_id, notice.about["number"]) for notice in told] == [(one.pk, "3"), (three.pk, "3")]


def test_without_redis_nothing_is_begun_and_no_row_is_written(clinic, agent, agent_client, settings):
    ids = make_leads(clinic, 4)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    with clinic_context(clinic), pytest.raises(Unavailable):
        begun("archive", ids, by=agent)
    answer = agent_client.post(
        "/api/v1/leads/actions", json.dumps({"action": "archive", "ids": ids}), content_type="application/json"
    )

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    with clinic_context(clinic):
        assert (Run.objects.count(), BulkRow.objects.count(), archived()) == (0, 0, 0)


def test_more_than_at_all_are_refused_before_anything_is_written(inside, agent, monkeypatch):
    monkeypatch.setattr(beginning, "MOST_AT_ALL", 3)

    with pytest.raises(InvalidData, match="at most 3"):
        begun("archive", make_leads(inside, 4), by=agent)

    assert not Run.objects.exists()


def test_the_page_asks_first_begins_the_work_and_lists_what_was_skipped(clinic, agent_client):
    make_leads(clinic, 5)
    make_lead(clinic, "Gone", archived_at=timezone.now())
    order = {"action": "archive", "index": "0", "_selected_action": ["1"], "select_across": "1"}

    asked = agent_client.post(f"{LIST}?archived=all", order)
    odd = agent_client.post(f"{LIST}?archived=all", order | {"sure": "6"})
    answer = agent_client.post(f"{LIST}?archived=all", order | {"sure": asked.context["sure"]})

    found = asked.context["preview"]
    assert (found.total, found.changed, found.already) == (6, 5, 1)
    assert "The list changed meanwhile" in odd.content.decode()
    with clinic_context(clinic):
        assert archived() == 1
        run = finish(Run.objects.get().pk)
    assert answer["Location"] == f"/admin/runs/{run.pk}/"
    page = agent_client.get(f"/admin/leads/many/{run.pk}/").content.decode()
    assert "Gone Bellini" in page
    assert "Lead 1" not in page
    assert agent_client.get(f"/admin/leads/many/{run.pk}/?result=changed").content.decode().count("Lead ") >= 5


def test_programs_are_told_of_the_job_and_of_each_lead(clinic, agent_client):
    ids = make_leads(clinic, 4)
    body = {"action": "archive", "ids": [*ids, 10**9]}

    def post(**more):
        return agent_client.post("/api/v1/leads/actions", json.dumps(body | more), content_type="application/json")

    tried, answer = post(dry_run=True), post()
    job = answer.json()
    with clinic_context(clinic):
        finish(job["job_id"])

    assert (tried.json()["changed"], tried.json()["out_of_sight"], tried.json()["results"]) == (4, 1, [])
    assert (answer.status_code, answer["Location"]) == (202, job["status_url"])
    assert agent_client.get(job["status_url"]).json()["result"]["changed"] == 4
    rows = agent_client.get(f"{job['status_url']}/results?limit=2&skip=3").json()
    assert (rows["count"], [row["result"] for row in rows["results"]]) == (5, ["changed", "out_of_sight"])
    none = agent_client.get(f"{job['status_url']}/results?result=already").json()
    assert none["results"] == []
    assert agent_client.get(f"{job['status_url']}/results?result=odd").status_code == 422


def test_a_colleagues_work_and_a_neighbours_are_one_404(clinic, other_clinic, agent, agent_client):
    with clinic_context(clinic):
        run = work("archive", make_leads(clinic, 3), by=make_user(clinic, email="other@example.com"))
    neighbour = client_of(other_clinic, make_user(other_clinic, email="n@example.com"))

    pages = [f"/admin/leads/many/{run.pk}/", f"/api/v1/jobs/{run.pk}/results"]
    assert {one.get(page).status_code for one in (agent_client, neighbour) for page in pages} == {404}


CHOICES = {
    "move": lambda: Stage.objects.get(name="Qualified").pk,
    "assign": lambda: "nobody",
    "tag": lambda: "+VIP",
}


def test_what_was_said_of_a_lead_that_one_does_not_see_any_more_is_told_by_its_number_alone(
    clinic, agent, agent_client
):
    with clinic_context(clinic):
        run = work("archive", make_leads(clinic, 3), by=agent)
        BulkRow.objects.update(result="conflict", detail="Erion moved Marco")
        Lead.objects.update(assigned_to=make_user(clinic, email="other@example.com"))
        type(agent).objects.filter(pk=agent.pk).update(data_scope="own")

    rows = agent_client.get(f"/api/v1/jobs/{run.pk}/results").json()["results"]

    assert [row["detail"] for row in rows] == ["", "", ""]
    assert "Marco" not in agent_client.get(f"/admin/leads/many/{run.pk}/").content.decode()


@pytest.mark.parametrize("name", ["move", "assign", "archive", "restore", "tag", "note"])
def test_many_are_counted_as_a_few_would_be_changed(inside, agent, monkeypatch, name):
    """The same decisions, by counting and by doing."""
    qualified = Stage.objects.get(name="Qualified").pk
    choice = {"move": qualified, "assign": "nobody", "tag": "+VIP"}.get(name, "Hello")
    work("tag", make_leads(inside, 2, assigned_to=agent), "+VIP", by=agent)
    make_leads(inside, 2, archived_at=timezone.now())
    work("move", make_leads(inside, 1), qualified, by=agent)
    make_leads(inside, 1, merged_into=Lead.objects.first(), archived_at=timezone.now())
    ids, action = [*Lead.objects.values_list("pk", flat=True), 10**9], all_actions()[name]

    counted = preview(action, ids, Chosen(str(choice)), by=agent, now=timezone.now())
    monkeypatch.setattr("leads.services.bulk.previewing.AT_ONCE", 100)
    tried = preview(action, ids, Chosen(str(choice)), by=agent, now=timezone.now())

    assert counted == tried
    assert 0 < counted.changed < counted.total
    assert bulk.AT_ONCE == 200
