"""Taking back what was done to many: by pieces, what changed since left alone and listed (F:T18, F:W5, W9)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.lib.errors import Conflict
from crm.testing.people import make_user
from leads.models import Lead
from leads.services import operations
from leads.tests.factories import make_lead, stage_of
from leads.tests.many import make_leads
from tenants.audit.origin import going_on_for
from tenants.context import clinic_context
from tenants.runs.models import Run
from tenants.runs.services.starting import stop
from tenants.runs.services.working import finish, one_piece
from tenants.staff import roles
from tenants.undo.models import Operation
from tenants.undo.services import by_pieces
from tenants.undo.services.by_pieces import take_back
from tenants.undo.services.ledger import still_open, undo

NEWEST = "/admin/undo/newest/"


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(by_pieces, "AT_ONCE", 2)
    monkeypatch.setattr(by_pieces, "PIECE", 3)


@pytest.fixture
def moved(clinic, agent):
    """Seven leads, moved at once."""
    ids = make_leads(clinic, 7)
    with clinic_context(clinic):
        to = stage_of("contacted")
        operation = operations.move(ids, to=to.pk, by=agent, now=timezone.now()).operation
        yield ids, operation


def new() -> int:
    return Lead.objects.filter(stage__semantic="new").count()


def said(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_many_are_put_back_by_pieces_and_the_operation_ends_with_the_last(moved, agent):
    _, operation = moved

    run = take_back(operation.pk, by=agent, now=timezone.now())
    one_piece(run.pk, now=timezone.now())
    operation.refresh_from_db()
    halfway = (new(), operation.undone_at)
    run = finish(run.pk)

    operation.refresh_from_db()
    assert halfway == (1, None)  # the part that was done last
    assert (run.state, run.done, run.result["undone"], new()) == ("done", 7, 7, 7)
    assert (operation.undone_count, operation.undone_by, operation.undoing) == (7, agent, None)


def test_nobody_else_undoes_it_or_adds_to_it_meanwhile(moved, clinic, agent):
    _, operation = moved
    boss = make_user(clinic, role=roles.ADMIN, email="boss@example.com")
    run = take_back(operation.pk, by=agent, now=timezone.now())

    for person in (boss, agent):
        for way in (take_back, undo):
            with pytest.raises(Conflict, match="being undone"):
                way(operation.pk, by=person, now=timezone.now())
    assert still_open(operation) is None
    finish(run.pk)
    with pytest.raises(Conflict, match="undone already"):
        take_back(operation.pk, by=boss, now=timezone.now())


def test_one_that_was_stopped_can_be_gone_on_with(moved, clinic, agent, agent_client):
    _, operation = moved
    run = take_back(operation.pk, by=agent, now=timezone.now())
    one_piece(run.pk, now=timezone.now())
    stop(run.pk, by=agent, now=timezone.now())
    finish(run.pk)
    page = agent_client.get(f"/admin/undo/{operation.pk}/")

    with clinic_context(clinic):
        again = finish(take_back(operation.pk, by=agent, now=timezone.now()).pk)

        operation.refresh_from_db()
        assert (again.state, again.done, again.result["undone"], new()) == ("done", 7, 6, 7)
    assert operation.undone_count == 7
    assert "1 of 7 undone so far" in page.content.decode()
    assert page.context["pages"].paginator.count == 6


def test_what_changed_since_is_left_alone_and_listed_with_who_did_it(moved, clinic, agent, agent_client):
    ids, operation = moved
    colleague = make_user(clinic, email="two@example.com", full_name="Erion Hoxha")
    lost = stage_of("qualified").pk
    page = f"/admin/undo/{operation.pk}/"
    before = agent_client.get(page).content.decode()
    with clinic_context(clinic), going_on_for(colleague):
        operations.move([ids[1], ids[5]], to=lost, by=colleague, now=timezone.now())

    answer = agent_client.post(page)
    with clinic_context(clinic):
        run = finish(Run.objects.get().pk)
    after = agent_client.get(page)

    assert answer["Location"] == f"/admin/runs/{run.pk}/"
    assert (run.result["undone"], run.result["changed_since"]) == (5, 2)
    assert "What it would put back" in before
    shown = after.content.decode()
    assert [row.text for row in after.context["listed"].rows] == ["Lead 1", "Lead 5"]
    assert "5 of 7 undone" in shown
    assert all("Erion" in row.since for row in after.context["listed"].rows)
    with clinic_context(clinic):
        assert set(Lead.objects.filter(stage=lost).values_list("pk", flat=True)) == {ids[1], ids[5]}


def test_names_of_leads_that_one_does_not_see_any_more_are_not_listed(moved, clinic, agent, agent_client):
    ids, operation = moved
    type(agent).objects.filter(pk=agent.pk).update(data_scope="own")
    Lead.objects.exclude(pk=ids[0]).update(assigned_to=make_user(clinic, email="two@example.com"))

    listed = agent_client.get(f"/admin/undo/{operation.pk}/").context["listed"]

    assert ([row.text for row in listed.rows], listed.hidden) == (["Lead 0"], 6)


def test_u_takes_the_newest_of_ones_own_at_once_and_asks_for_what_is_older(clinic, agent, agent_client):
    colleague, now = make_user(clinic, email="two@example.com"), timezone.now()
    with clinic_context(clinic):
        for by, minutes in ((agent, 30), (agent, 1), (colleague, 0)):
            lead = make_lead(clinic, f"Lead {minutes}")
            operations.archive([lead.pk], by=by, now=now - timedelta(minutes=minutes))

    first = agent_client.post(NEWEST, {"back": "/admin/"}, follow=True)
    second = agent_client.post(NEWEST)
    with clinic_context(clinic):
        older = Operation.objects.filter(by=agent, undone_at=None).get()
        there = set(Lead.objects.current().values_list("first_name", flat=True))
    agent_client.post(second["Location"])
    third = agent_client.post(NEWEST, follow=True)

    assert (said(first), there) == (["Undone for 1."], {"Lead 1"})
    assert second["Location"] == f"/admin/undo/{older.pk}/"
    assert said(third)[-1] == "There is nothing of yours to undo."
    with clinic_context(clinic):
        assert set(Lead.objects.archived().values_list("first_name", flat=True)) == {"Lead 0"}
