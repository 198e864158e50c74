"""Moves at the same moment, each on a connection of its own (H:A14)."""

from functools import partial
from threading import Event

import pytest
from django.db import transaction
from django.utils import timezone

from crm.lib.errors import Conflict
from crm.testing.people import make_user
from crm.testing.threads import at_once
from leads.models import Lead, Stage, StageChange
from leads.services import operations
from leads.services.moving import move_leads, replied
from leads.services.stage_presets import choose_preset
from leads.tests.factories import make_lead, stage_of
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.staff.models import User

ROUNDS = 20


@pytest.fixture
def two_agents(fresh_clinic):
    """(clinic, one with own leads only, a colleague)."""
    clinic = fresh_clinic()
    one = make_user(clinic, email="one@example.com", data_scope=User.DataScope.OWN)
    return clinic, one, make_user(clinic, email="two@example.com")


def test_no_move_after_the_lead_was_given_away(two_agents):
    clinic, one, colleague = two_agents
    with clinic_context(clinic):
        to = stage_of("qualified").pk
    for _round in range(ROUNDS):
        lead = make_lead(clinic, assigned_to=one)
        now = timezone.now()

        given, moved = at_once(
            clinic,
            partial(operations.assign, [lead.pk], to=colleague.pk, by=colleague, now=now),
            partial(move_leads, [lead.pk], to=to, by=one, now=now),
        )

        with clinic_context(clinic):
            verbs = [entry.verb for entry in Entry.objects.about(lead).order_by("id")]
        assert given.changed == 1
        assert (moved.changed, moved.out_of_sight) in ((1, 0), (0, 1))
        if moved.changed:
            assert verbs.index("lead.moved") < verbs.index("lead.assigned")


def test_a_reply_never_takes_back_a_lead_that_was_moved_on_at_that_moment(two_agents):
    clinic, _, colleague = two_agents
    with clinic_context(clinic):
        to = stage_of("qualified").pk
    for _round in range(ROUNDS):
        lead = make_lead(clinic, assigned_to=colleague)
        now = timezone.now()

        at_once(
            clinic,
            partial(move_leads, [lead.pk], to=to, by=colleague, now=now),
            partial(replied, lead.pk, at=now),
        )

        with clinic_context(clinic):
            steps = list(StageChange.objects.filter(lead=lead).order_by("pk").values_list("to_semantic", flat=True))
            stands = Lead.objects.select_related("stage").get(pk=lead.pk).stage.semantic
        assert steps in (["new", "qualified"], ["new", "replied", "qualified"])
        assert stands == "qualified"


def test_another_set_of_stages_waits_for_nobody_whose_lead_stays_as_it_is(two_agents):
    clinic, _, colleague = two_agents
    stays, goes = make_lead(clinic, assigned_to=colleague), make_lead(clinic, stage="Quote sent")
    held, chosen = Event(), Event()

    def work():
        with transaction.atomic():
            Lead.objects.select_for_update(no_key=True).get(pk=stays.pk)
            held.set()
            return chosen.wait(10)

    def choose():
        held.wait(10)
        moved = choose_preset("simple", by=colleague, now=timezone.now())
        chosen.set()
        return moved

    assert at_once(clinic, work, choose) == [True, 1]
    with clinic_context(clinic):
        assert Lead.objects.select_related("stage").get(pk=goes.pk).stage.name == "Replied"


def test_a_lead_that_is_moved_while_another_set_is_chosen_has_a_stage_and_its_chance(two_agents):
    clinic, _, colleague = two_agents
    for number in range(5):
        lead, now = make_lead(clinic), timezone.now()
        make_lead(clinic, stage="Contacted")
        with clinic_context(clinic):
            Stage.objects.filter(semantic="contacted").update(probability=50 + number)
            to = stage_of(("qualified", "contacted")[number % 2]).pk

        chosen, _moved = at_once(
            clinic,
            partial(choose_preset, "sales" if number % 2 else "simple", by=colleague, now=now),
            partial(move_leads, [lead.pk], to=to, by=colleague, now=now),
        )

        with clinic_context(clinic):
            if not isinstance(chosen, Conflict):
                chances = Lead.objects.values_list("conversion_probability", "stage__probability")
                assert all(has * 100 == of_stage for has, of_stage in chances)
            choose_preset("dental", by=colleague, now=now)
