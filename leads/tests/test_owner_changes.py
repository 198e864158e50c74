"""Whichever way a lead changes hands, there is a row of it (F:L15)."""

from functools import partial

import pytest
from django.utils import timezone

from crm.testing.people import make_user
from leads.models import Lead, OwnerChange, Stage, StageChange
from leads.services import operations
from leads.services.editing import change_lead
from leads.services.merging_leads import merge_leads
from leads.services.sharing.draining import assign_now
from leads.services.sharing.duty import forget_workers
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.notices.models import Notice
from tenants.staff import roles
from tenants.staff.models import User
from tenants.staff.services.leaving import close_account
from tenants.undo.services.ledger import undo


@pytest.fixture
def people(clinic, agent):
    others = {
        name: make_user(clinic, email=f"{name}@example.com", full_name=name, role=role, **more)
        for name, role, more in (
            ("anna", roles.AGENT, {"shift": User.Shift.ON}),
            ("gone", roles.AGENT, {}),
            ("boss", roles.ADMIN, {}),
        )
    }
    forget_workers()
    return {"agent": agent, **others}


def give(lead, people, **on):
    operations.assign([lead.pk], to=people["anna"].pk, by=people["agent"], **on)


def edit(lead, people, **on):
    change_lead(lead.pk, {"assigned_to_id": people["anna"].pk}, by=people["agent"], **on)


def inherit(lead, people, **on):
    close_account(people["gone"].pk, heirs={"leads": people["anna"].pk}, by=people["boss"], **on)


def leave_to_nobody(lead, people, **on):
    close_account(people["gone"].pk, heirs={"leads": None}, by=people["boss"], **on)


def bring_back(lead, people, **on):
    operations.archive([lead.pk], by=people["agent"], **on)
    User.objects.filter(pk=people["gone"].pk).update(is_active=False)
    operations.restore([lead.pk], by=people["agent"], **on)


def share_out(lead, people, **on):
    Lead.objects.filter(pk=lead.pk).update(assigned_to=None)
    assign_now([lead.pk], by=people["agent"], **on)


def take_back(lead, people, **on):
    done = operations.assign([lead.pk], to=people["anna"].pk, by=people["agent"], **on)
    OwnerChange.objects.all().delete()
    undo(done.operation.pk, by=people["agent"], **on)


WAYS = {
    give: ("gone", "anna", "agent"),
    edit: ("gone", "anna", "agent"),
    inherit: ("gone", "anna", "boss"),
    leave_to_nobody: ("gone", None, "boss"),
    bring_back: ("gone", None, None),
    share_out: (None, "anna", "agent"),
    take_back: ("anna", "gone", "agent"),
}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_each_way_of_changing_hands_leaves_one_row(clinic, people, way):
    lead = make_lead(clinic, assigned_to=people["gone"])
    pk_of = {None: None} | {name: person.pk for name, person in people.items()}

    with clinic_context(clinic):
        way(lead, people, now=timezone.now())

        change = OwnerChange.objects.get(lead=lead)
        owner = Lead.objects.get(pk=lead.pk).assigned_to_id
    before, after, by = (pk_of[name] for name in WAYS[way])
    assert (change.from_owner_id, change.to_owner_id, change.by_id) == (before, after, by)
    assert owner == after


def test_what_stays_where_it_was_leaves_none(clinic, people):
    lead = make_lead(clinic, assigned_to=people["anna"])
    now = timezone.now()

    with clinic_context(clinic):
        for way in (give, edit, partial(change_lead, lead.pk, {"city": "Rome"})):
            way(lead, people, now=now) if way in WAYS else way(by=people["agent"], now=now)

        assert not OwnerChange.objects.exists()


def test_an_owner_whom_the_merge_brings_has_it_as_one_they_were_given(clinic, act, agent, colleague):
    first, second = make_lead(clinic, minutes=90), make_lead(clinic, assigned_to=colleague)
    with clinic_context(clinic):
        before = Lead.objects.filter(pk=first.pk).values("stage", "stage_since", "next_follow_up").get()

    done = act(merge_leads, first.pk, second.pk)
    with clinic_context(clinic):
        during = Lead.objects.select_related("stage", "assigned_to").get(pk=first.pk)
        told = list(Notice.objects.values_list("kind", "user"))
    act(undo, done.operation.pk)

    assert (during.assigned_to, during.stage.semantic, told) == (
        colleague,
        "assigned",
        [("lead_assigned", colleague.pk)],
    )
    with clinic_context(clinic):
        assert Lead.objects.filter(pk=first.pk).values(*before).get() == before
        hands = OwnerChange.objects.filter(lead=first).order_by("pk").values_list("from_owner", "to_owner", "by")
        assert list(hands) == [(None, colleague.pk, agent.pk), (colleague.pk, None, agent.pk)]
        steps = StageChange.objects.filter(lead=first).order_by("pk").values_list("to_semantic", flat=True)
        assert list(steps)[-2:] == ["assigned", "new"]


def test_a_survivor_that_was_moved_on_since_stays_there_when_the_merge_is_taken_back(clinic, act, colleague):
    first, second = make_lead(clinic, minutes=90), make_lead(clinic, assigned_to=colleague)
    with clinic_context(clinic):
        further = Stage.objects.get(semantic="qualified").pk

    done = act(merge_leads, first.pk, second.pk)
    act(operations.move, [first.pk], to=further)
    act(undo, done.operation.pk)

    with clinic_context(clinic):
        assert Lead.objects.get(pk=first.pk).stage_id == further
