"""A stage in use is not deleted before somebody says where its leads go (F:0.2)."""

from functools import partial

import pytest
from django.utils import timezone

from crm.lib.errors import Conflict, InvalidData, NotThere
from crm.testing.people import make_user
from crm.testing.threads import at_once
from leads.models import Lead, Stage, StageChange
from leads.services.moving import move_leads
from leads.services.stage_removal import remove_stage
from leads.tests.factories import make_lead, stage_of
from tenants.context import clinic_context
from tenants.staff import roles

NOW = timezone.now()


@pytest.fixture
def here(clinic):
    with clinic_context(clinic):
        yield clinic


def test_fifty_leads_go_where_was_said_each_with_its_step(here, agent):
    leads = [make_lead(here, f"Lead {number}", stage="Qualified") for number in range(50)]
    Lead.objects.filter(pk=leads[0].pk).update(archived_at=NOW)
    to = stage_of("proposal")

    moved = remove_stage(stage_of("qualified").pk, to=to.pk, by=agent, now=NOW)

    assert (moved, Lead.objects.filter(stage=to).count()) == (50, 50)
    assert not Stage.objects.filter(semantic="qualified").exists()
    steps = StageChange.objects.filter(from_semantic="qualified", to_stage=to, by=agent, at=NOW)
    assert (steps.count(), steps[0].from_stage) == (50, None)


@pytest.mark.parametrize("to", [None, 0, "lost", "accepted", "travelling", "completed", "itself"])
def test_without_a_place_for_its_leads_it_stays(here, agent, to):
    make_lead(here, stage="Qualified")
    row = stage_of("qualified")
    target = row.pk if to == "itself" else stage_of(to).pk if isinstance(to, str) else to

    with pytest.raises(InvalidData) as refusal:
        remove_stage(row.pk, to=target, by=agent, now=NOW)

    assert set(refusal.value.fields) == {"to"}
    assert Stage.objects.filter(pk=row.pk).exists()


def test_leads_of_a_lost_stage_go_to_another_one_and_keep_their_reason(here, agent):
    other = Stage.objects.create(name="Gone", semantic="lost", position=99)
    make_lead(here, stage="Lost")

    assert remove_stage(stage_of("lost").pk, to=other.pk, by=agent, now=NOW) == 1


def test_an_empty_stage_goes_at_once(here, agent):
    assert remove_stage(stage_of("travelling").pk, to=None, by=agent, now=NOW) == 0
    assert not Stage.objects.filter(semantic="travelling").exists()


def test_the_last_one_that_means_new_stays(here, agent):
    with pytest.raises(InvalidData, match="New leads begin here"):
        remove_stage(stage_of("new").pk, to=stage_of("contacted").pk, by=agent, now=NOW)


def test_one_of_the_neighbour_is_not_there(here, other_clinic, agent):
    with clinic_context(other_clinic):
        foreign = stage_of("travelling").pk

    with pytest.raises(NotThere):
        remove_stage(foreign, to=None, by=agent, now=NOW)


def test_a_lead_that_is_moved_there_meanwhile_is_not_lost(fresh_clinic):
    clinic = fresh_clinic()
    boss = make_user(clinic, role=roles.ADMIN, email="boss@example.com")
    for number in range(5):
        lead = make_lead(clinic)
        with clinic_context(clinic):
            goes = Stage.objects.create(name=f"Goes {number}", semantic="qualified", position=50)
            make_lead(clinic, "Stays", stage=goes.name)
            to = stage_of("proposal").pk

        removed, moved = at_once(
            clinic,
            partial(remove_stage, goes.pk, to=to, by=boss, now=NOW),
            partial(move_leads, [lead.pk], to=goes.pk, by=boss, now=NOW),
        )

        with clinic_context(clinic):
            stage = Lead.objects.select_related("stage").get(pk=lead.pk).stage
        if isinstance(removed, Conflict):  # it came between the leads and the stage
            assert (moved.changed, stage) == (1, goes)
        else:
            assert isinstance(moved, InvalidData) == (removed == 1)
            assert stage.semantic == ("new" if removed == 1 else "proposal")
