"""What was done to many leads is undone once, where it is still as it was left (LOOK, principle 5)."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.lib.errors import Conflict, NotAllowed, NotThere
from crm.testing.people import make_user
from leads.models import Lead, Stage
from leads.services import operations
from leads.services.operations import archive, assign, move, restore
from leads.tests.factories import make_lead
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import Team
from tenants.undo.models import Operation
from tenants.undo.registry import title_of
from tenants.undo.services.ledger import undo

WHENEVER = ("updated_at",)


@pytest.fixture
def here(clinic):
    return clinic


def rows() -> list[dict]:
    """All leads but for the moment of their last change."""
    return [{k: v for k, v in row.items() if k not in WHENEVER} for row in Lead.objects.order_by("pk").values()]


def stage_id(name: str) -> int:
    return Stage.objects.get(name=name).pk


STAGES = ("New", "Contacted", "Callback", "Qualified", "Lost")
LEAD = st.tuples(st.sampled_from(STAGES), st.booleans(), st.booleans())  # stage, has an owner, is archived


@given(leads=st.lists(LEAD, min_size=1, max_size=5), what=st.sampled_from(["archive", "restore", "assign", "move"]))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_operation_and_its_undo_leave_the_leads_as_they_were(example_clinic, leads, what):
    clinic, agent = example_clinic
    with clinic_context(clinic):
        Lead.objects.all().delete()
        then = timezone.now()
        for stage, is_owned, is_archived in leads:
            more = {"archived_at": then, "archived_by": agent} if is_archived else {}
            make_lead(clinic, stage=stage, assigned_to=agent if is_owned else None, **more)
        before = rows()
        more = {"assign": {"to": agent.pk}, "move": {"to": stage_id("Qualified")}}.get(what, {})
        everybody = [row["id"] for row in before]
        done = getattr(operations, what)(everybody, **more, by=agent, now=timezone.now())
        if done.operation is None:
            assert rows() == before
            return
        assert rows() != before

        undone = undo(done.operation.pk, by=agent, now=timezone.now())

        assert rows() == before
        assert undone.outcome.undone == done.changed


@pytest.fixture
def example_clinic(clinic, agent):
    """One clinic for all examples: each makes its own leads."""
    return clinic, agent


def test_what_a_colleague_changed_since_is_named_and_left_alone(here, agent):
    one, other = make_lead(here, "Marco", "Bellini"), make_lead(here, "Heike", "Brandt")
    with clinic_context(here):
        done = move([one.pk, other.pk], to=stage_id("Qualified"), by=agent, now=timezone.now())
        Lead.objects.filter(pk=other.pk).update(stage=stage_id("Negotiation"))

        outcome = undo(done.operation.pk, by=agent, now=timezone.now()).outcome

        names = dict(Lead.objects.values_list("first_name", "stage__name"))
    assert (outcome.undone, list(outcome.changed_since)) == (1, ["Heike Brandt"])
    assert names == {"Marco": "New", "Heike": "Negotiation"}


def test_rows_out_of_sight_are_left_alone_and_counted(here, agent):
    colleague = make_user(here, email="other@example.com")
    mine, given_away = make_lead(here, assigned_to=agent), make_lead(here, assigned_to=agent)
    with clinic_context(here):
        done = archive([mine.pk, given_away.pk], by=agent, now=timezone.now())
        Lead.objects.filter(pk=given_away.pk).update(assigned_to=colleague)
        type(agent).objects.filter(pk=agent.pk).update(data_scope=agent.DataScope.OWN)
        reader = type(agent).objects.get(pk=agent.pk)

        outcome = undo(done.operation.pk, by=reader, now=timezone.now()).outcome

        assert (outcome.undone, outcome.out_of_sight) == (1, 1)
        assert list(Lead.objects.archived().values_list("pk", flat=True)) == [given_away.pk]


def test_an_undo_that_puts_nothing_back_leaves_it_to_who_can(here, agent):
    admin = make_user(here, role=roles.ADMIN, email="admin@example.com")
    colleague = make_user(here, email="other@example.com")
    lead = make_lead(here)
    with clinic_context(here):
        done = archive([lead.pk], by=agent, now=timezone.now())
        Lead.objects.update(assigned_to=colleague)
        type(agent).objects.filter(pk=agent.pk).update(data_scope=agent.DataScope.OWN)

        nothing = undo(done.operation.pk, by=agent, now=timezone.now())
        row = Operation.objects.get()

        assert (nothing.outcome.undone, nothing.outcome.out_of_sight) == (0, 1)
        assert (row.undone_at, row.undone_by, row.undone_count) == (None, None, 0)
        assert not Entry.objects.saying("operation.undone").exists()
        assert undo(done.operation.pk, by=admin, now=timezone.now()).outcome.undone == 1


@pytest.mark.parametrize("scope", ["own", "team"])
@pytest.mark.parametrize("had", ["nobody", "oneself"])
def test_whoever_gave_a_lead_out_of_their_sight_takes_it_back(here, scope, had):
    giver = make_user(here, email="giver@example.com", data_scope=scope)
    colleague = make_user(here, email="other@example.com")
    lead = make_lead(here, assigned_to=giver if had == "oneself" else None)
    with clinic_context(here):
        done = assign([lead.pk], to=colleague.pk, by=giver, now=timezone.now())

        outcome = undo(done.operation.pk, by=giver, now=timezone.now()).outcome
        lead.refresh_from_db()

    assert (outcome.undone, outcome.out_of_sight) == (1, 0)
    assert lead.assigned_to_id == (giver.pk if had == "oneself" else None)


def test_whoever_gave_a_lead_of_a_team_mate_takes_it_back(here):
    giver = make_user(here, email="giver@example.com", data_scope="team")
    mate, colleague = make_user(here, email="mate@example.com"), make_user(here, email="other@example.com")
    lead = make_lead(here, assigned_to=mate)
    with clinic_context(here):
        Team.objects.create(name="Two").members.add(giver, mate)
        done = assign([lead.pk], to=colleague.pk, by=giver, now=timezone.now())

        assert undo(done.operation.pk, by=giver, now=timezone.now()).outcome.undone == 1


def test_what_was_given_on_or_was_never_theirs_stays_out_of_sight(here, agent):
    giver = make_user(here, email="giver@example.com", data_scope="own")
    colleague, third = make_user(here, email="other@example.com"), make_user(here, email="third@example.com")
    given_on, never_theirs = make_lead(here, assigned_to=giver), make_lead(here, assigned_to=agent)
    with clinic_context(here):
        done = assign([given_on.pk], to=colleague.pk, by=giver, now=timezone.now())
        done.operation.rows.create(object_pk=never_theirs.pk, before={"assigned_to_id": agent.pk})
        Lead.objects.filter(pk=given_on.pk).update(assigned_to=third)
        Lead.objects.filter(pk=never_theirs.pk).update(assigned_to=colleague)

        outcome = undo(done.operation.pk, by=giver, now=timezone.now()).outcome

    assert (outcome.undone, list(outcome.changed_since), outcome.out_of_sight) == (0, [], 2)


def test_a_colleagues_gift_is_not_taken_back_by_who_does_not_see_it(here, agent):
    one_sided = make_user(here, role=roles.ADMIN, email="admin@example.com", data_scope="own")
    colleague = make_user(here, email="other@example.com")
    lead = make_lead(here)
    with clinic_context(here):
        done = assign([lead.pk], to=colleague.pk, by=agent, now=timezone.now())

        outcome = undo(done.operation.pk, by=one_sided, now=timezone.now()).outcome

    assert (outcome.undone, outcome.out_of_sight) == (0, 1)


def test_a_lead_does_not_go_back_to_somebody_who_left(here, agent):
    gone = make_user(here, email="gone@example.com")
    lead = make_lead(here, "Marco", "Bellini", assigned_to=gone)
    with clinic_context(here):
        done = assign([lead.pk], to=None, by=agent, now=timezone.now())
        type(gone).objects.filter(pk=gone.pk).update(is_active=False)

        outcome = undo(done.operation.pk, by=agent, now=timezone.now()).outcome
        lead.refresh_from_db()

    assert (outcome.undone, lead.assigned_to_id) == (0, None)


def test_undoing_twice_undoes_once(here, agent):
    lead = make_lead(here)
    with clinic_context(here):
        done = archive([lead.pk], by=agent, now=timezone.now())
        undo(done.operation.pk, by=agent, now=timezone.now())
        archive([lead.pk], by=agent, now=timezone.now())

        with pytest.raises(Conflict):
            undo(done.operation.pk, by=agent, now=timezone.now())
        lead.refresh_from_db()

    assert lead.archived_at is not None


def test_thirty_days_and_not_a_moment_longer(here, agent):
    lead = make_lead(here)
    now = timezone.now()
    with clinic_context(here):
        done = archive([lead.pk], by=agent, now=now)
        with pytest.raises(Conflict):
            undo(done.operation.pk, by=agent, now=now + timedelta(days=30))

        assert undo(done.operation.pk, by=agent, now=now + timedelta(days=29)).outcome.undone == 1


def test_only_the_admin_takes_back_what_a_colleague_did(here, agent):
    colleague = make_user(here, email="other@example.com")
    admin = make_user(here, role=roles.ADMIN, email="admin@example.com")
    lead = make_lead(here)
    with clinic_context(here):
        done = archive([lead.pk], by=agent, now=timezone.now())
        with pytest.raises(NotThere):
            undo(done.operation.pk, by=colleague, now=timezone.now())

        assert undo(done.operation.pk, by=admin, now=timezone.now()).outcome.undone == 1


def test_who_may_not_change_leads_any_more_undoes_nothing(here, agent):
    lead = make_lead(here)
    with clinic_context(here):
        done = archive([lead.pk], by=agent, now=timezone.now())
        Group.objects.get(name=roles.AGENT).permissions.remove(Permission.objects.get(codename="change_lead"))

        with pytest.raises(NotAllowed):
            undo(done.operation.pk, by=agent, now=timezone.now())

        assert Lead.objects.archived().count() == 1


def test_the_same_number_in_the_other_clinic_is_not_there(here, other_clinic, agent):
    foreigner = make_user(other_clinic, role=roles.ADMIN, email="foreign@example.com")
    lead = make_lead(here)
    with clinic_context(here):
        done = archive([lead.pk], by=agent, now=timezone.now())

    with clinic_context(other_clinic), pytest.raises(NotThere):
        undo(done.operation.pk, by=foreigner, now=timezone.now())


def test_the_trail_tells_what_was_put_back(here, agent):
    lead = make_lead(here)
    with clinic_context(here):
        to = stage_id("Qualified")
        done = move([lead.pk], to=to, by=agent, now=timezone.now())
        undo(done.operation.pk, by=agent, now=timezone.now())

        line = Entry.objects.about(lead).saying("lead.put_back").get()
        assert line.changes == {"stage": [to, lead.stage_id]}
        assert Entry.objects.saying("operation.undone").count() == 1


def test_each_operation_is_called_by_what_it_did(here, agent):
    leads = [make_lead(here).pk, make_lead(here).pk]
    now = timezone.now()
    with clinic_context(here):
        move(leads, to=stage_id("Qualified"), by=agent, now=now)
        assign(leads[:1], to=agent.pk, by=agent, now=now)
        archive(leads, by=agent, now=now)
        restore(leads, by=agent, now=now)
        titles = [title_of(operation) for operation in Operation.objects.order_by("pk")]

    assert titles == [
        "Moved 2 leads to Qualified",
        f"Gave 1 lead to {agent}",
        "Archived 2 leads",
        "Restored 2 leads",
    ]
