"""A lead that comes back to work is nobody's when its owner works here no more: somebody sees it (F:T7, F:T18)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.testing.people import client_of, key_of, make_user, post_lead
from crm.testing.statements import asked
from leads.models import Lead, Stage
from leads.services import operations
from leads.services.editing import change_lead
from leads.services.moving import Given
from leads.tests.factories import make_lead, reach
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.services.leaving import close_account
from tenants.undo.services.ledger import undo

MAIL = "mario@example.com"


PRICE = Given(lost_reason="price")


@pytest.fixture
def boss(clinic):
    return make_user(clinic, role=roles.ADMIN, email="boss@example.com")


@pytest.fixture
def gone(clinic):
    """Whoever leaves in a moment: `leave` closes their account."""
    return make_user(clinic, email="gone@example.com")


def leave(clinic, gone, boss) -> None:
    with clinic_context(clinic):
        close_account(gone.pk, heirs={"leads": None}, by=boss, now=timezone.now())


def stage_id(name: str) -> int:
    return Stage.objects.get(name=name).pk


def mario(clinic, **fields) -> Lead:
    lead = make_lead(clinic, "Mario", "Rossi", **fields)
    reach(clinic, lead, "email", MAIL)
    return lead


def owner_of(clinic, lead) -> int | None:
    with clinic_context(clinic):
        return Lead.objects.get(pk=lead.pk).assigned_to_id


@pytest.mark.parametrize("how", ["archived", "lost"])
def test_whoever_writes_again_is_seen_by_those_who_see_their_own(clinic, boss, gone, how):
    fields = {"archived_at": timezone.now()} if how == "archived" else {"stage": "Lost"}
    lead = mario(clinic, assigned_to=gone, **fields)
    leave(clinic, gone, boss)

    post_lead(client_of(clinic), key_of(clinic), first_name="Mario", email=MAIL)

    own = client_of(clinic, make_user(clinic, email="own@example.com", data_scope="own"))
    assert owner_of(clinic, lead) is None
    assert own.get(f"/admin/leads/lead/{lead.pk}/change/").status_code == 200
    with clinic_context(clinic):
        line = Entry.objects.about(lead).saying("lead.assigned").get()
    assert line.changes == {"assigned_to": [gone.pk, None]}


@pytest.mark.parametrize("how", ["archived", "lost"])
def test_whoever_writes_again_stays_with_an_owner_who_is_at_work(clinic, agent, how):
    fields = {"archived_at": timezone.now()} if how == "archived" else {"stage": "Lost"}
    lead = mario(clinic, assigned_to=agent, **fields)

    post_lead(client_of(clinic), key_of(clinic), first_name="Mario", email=MAIL)

    assert owner_of(clinic, lead) == agent.pk


@pytest.mark.parametrize(("stage", "more"), [("New", 2), ("Lost", 2)])  # held first, looked at afterwards
def test_what_an_owner_costs_an_arrival_in_statements(clinic, agent, stage, more):
    lead = mario(clinic, stage=stage)
    client, key = client_of(clinic), key_of(clinic)

    def cost() -> int:
        with clinic_context(clinic):
            Lead.objects.filter(pk=lead.pk).update(stage=stage_id(stage))
        with CaptureQueriesContext(connection) as captured:
            post_lead(client, key, first_name="Mario", email=MAIL)
        return len(asked(captured))

    cost()
    without = cost()
    with clinic_context(clinic):
        Lead.objects.filter(pk=lead.pk).update(assigned_to=agent)

    assert cost() == without + more


def test_restoring_takes_it_from_who_left_and_from_nobody_else(clinic, boss, gone, agent):
    lead = make_lead(clinic, assigned_to=gone, archived_at=timezone.now())
    other = make_lead(clinic, assigned_to=agent, archived_at=timezone.now())
    leave(clinic, gone, boss)

    with clinic_context(clinic):
        operations.restore([lead.pk, other.pk], by=boss, now=timezone.now())
        line = Entry.objects.about(lead).saying("lead.assigned").get()

    assert (owner_of(clinic, lead), owner_of(clinic, other)) == (None, agent.pk)
    assert line.changes == {"assigned_to": [gone.pk, None]}


@pytest.mark.parametrize("how", ["moved", "edited", "put back"])
def test_a_lost_lead_that_goes_on_is_nobodys_when_its_owner_left(clinic, boss, gone, how):
    lead = make_lead(clinic, assigned_to=gone)
    with clinic_context(clinic):
        to_lost = operations.move([lead.pk], to=stage_id("Lost"), given=PRICE, by=boss, now=timezone.now())
    leave(clinic, gone, boss)

    now = timezone.now()
    with clinic_context(clinic):
        if how == "moved":
            operations.move([lead.pk], to=stage_id("Qualified"), by=boss, now=now)
        elif how == "edited":
            change_lead(lead.pk, {"stage_id": stage_id("Qualified")}, by=boss, now=now)
        else:
            undo(to_lost.operation.pk, by=boss, now=now)

    assert owner_of(clinic, lead) is None


def test_who_archived_it_takes_it_back_from_the_archive_for_everybody(clinic, boss, gone):
    lead = make_lead(clinic, assigned_to=gone)
    with clinic_context(clinic):
        done = operations.archive([lead.pk], by=boss, now=timezone.now())
    leave(clinic, gone, boss)

    with clinic_context(clinic):
        undo(done.operation.pk, by=boss, now=timezone.now())

    assert owner_of(clinic, lead) is None


def test_what_stays_out_of_the_work_keeps_the_name_of_who_had_it(clinic, boss, gone):
    archived = make_lead(clinic, assigned_to=gone, archived_at=timezone.now())
    completed = make_lead(clinic, assigned_to=gone, stage="Completed")
    leave(clinic, gone, boss)

    with clinic_context(clinic):
        operations.move([archived.pk], to=stage_id("Lost"), given=PRICE, by=boss, now=timezone.now())
        change_lead(completed.pk, {"first_name": "Another"}, by=boss, now=timezone.now())

    assert owner_of(clinic, archived) == owner_of(clinic, completed) == gone.pk
