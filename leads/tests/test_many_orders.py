"""An order for many leads: what no lead could take is refused before anything begins, what one lead cannot take is
its result, and what nobody takes back is done to the leads that were looked at (F:W5, T20)."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from crm.lib.errors import InvalidData
from crm.testing.people import client_of, make_user
from leads.models import BulkRow, Lead, Stage
from leads.services import operations
from leads.services.bulk import working
from leads.tests.factories import make_lead, stage_of
from leads.tests.many import make_leads, work
from tenants.context import clinic_context
from tenants.runs.models import Run
from tenants.runs.services.working import finish
from tenants.staff import roles

ACTIONS = "/api/v1/leads/actions"


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """Pieces of three, and more than two are many."""
    monkeypatch.setattr(working, "PIECE", 3)
    for module in ("leads.admin.bulk", "leads.api.many", "leads.services.bulk.previewing"):
        monkeypatch.setattr(f"{module}.AT_ONCE", 2)


@pytest.fixture
def admin(clinic):
    return client_of(clinic, make_user(clinic, role=roles.ADMIN, email="boss@example.com"))


def post(client, **body):
    return client.post(ACTIONS, json.dumps(body), content_type="application/json")


def test_whatever_number_is_refused_in_a_row_the_others_are_done(clinic, agent, monkeypatch):
    ids = make_leads(clinic, 25)
    odd = set(ids[2:24])

    def not_those(wanted, **said):
        if odd.intersection(wanted):
            raise InvalidData("Not this one.")
        return archive(wanted, **said)

    archive = operations.archive
    monkeypatch.setattr(operations, "archive", not_those)
    with clinic_context(clinic):
        run = work("archive", ids, by=agent)

        assert (run.state, run.error, run.done) == ("done", "", 25)
        assert (run.result["changed"], run.result["refused"]) == (3, 22)
        assert set(BulkRow.objects.filter(detail="Not this one.").values_list("lead_id", flat=True)) == odd
        assert set(Lead.objects.archived().values_list("pk", flat=True)) == set(ids) - odd


WRONG = [
    ("move", 10**9, {}, "stage"),
    ("move", "lost", {}, "lost_reason"),
    ("move", "accepted", {"amount": 5000, "currency": "XXX"}, "currency"),
    ("move", "contacted", {"lost_reason": "price"}, "lost_reason"),
    ("move", "callback", {"follow_up_at": "2020-01-01T09:00:00Z"}, "follow_up_at"),
    ("move", "replied", {}, "stage"),
    ("assign", 10**9, {}, "assigned_to"),
    ("tag", "+,", {}, "tag"),
    ("note", " ", {}, "body"),
]


@pytest.mark.parametrize(("name", "choice", "given", "field"), WRONG, ids=str)
def test_an_order_that_no_lead_could_take_is_422_and_nothing_is_begun(
    clinic, agent_client, name, choice, given, field
):
    ids = make_leads(clinic, 4)
    with clinic_context(clinic):
        meant = stage_of(choice).pk if name == "move" and isinstance(choice, str) else choice

    answer = post(agent_client, action=name, ids=ids, values={name: meant} | given)

    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])
    with clinic_context(clinic):
        assert not Run.objects.exists()


def test_whoever_stands_there_already_is_asked_nothing_however_many_they_are(clinic, agent_client):
    with clinic_context(clinic):
        lost = Stage.objects.get(semantic="lost")
    ids = make_leads(clinic, 4, stage=lost)

    answer = post(agent_client, action="move", ids=ids, values={"move": lost.pk})

    assert answer.status_code == 202
    with clinic_context(clinic):
        assert finish(answer.json()["job_id"]).result["already"] == 4


@pytest.mark.parametrize("number", [2, 4])
def test_delete_by_a_filter_takes_the_leads_that_were_looked_at_and_no_others(clinic, admin, number):
    for one in range(number):
        make_lead(clinic, "Annamaria", created_at=timezone.now() - timedelta(days=one))
    order = {"action": "delete", "filter": {"search": "annamar"}, "confirm": f"delete {number}"}
    mark = post(admin, **order, dry_run=True).json()["sure"]

    blind = post(admin, **order)
    with clinic_context(clinic):
        Lead.objects.latest("pk").delete()
    make_lead(clinic, "Annamaria")
    others = post(admin, **order, sure=mark)
    seen = post(admin, **order, sure=post(admin, **order, dry_run=True).json()["sure"])

    assert [(one.status_code, list(one.json()["fields"])) for one in (blind, others)] == [(422, ["sure"])] * 2
    assert seen.status_code == (200 if number == 2 else 202)


def test_an_order_that_names_its_leads_needs_no_mark_and_a_wrong_one_is_refused(clinic, agent_client):
    lead = make_lead(clinic)

    wrong = post(agent_client, action="archive", ids=[lead.pk], sure="x")
    plain = post(agent_client, action="archive", ids=[lead.pk])

    assert (wrong.status_code, plain.status_code) == (422, 200)
