"""Where a new lead begins is believed for seconds; a stage that is gone meanwhile costs no lead (HOUSE 8)."""

import pytest
from django.utils import timezone

from crm.testing.people import client_of, key_of, post_lead
from leads.models import Lead, LeadPayload, Stage
from leads.models.stage import Semantic
from leads.services.refusing import REPLAY
from leads.services.replay import replay_by_itself
from leads.services.stages import first_stage
from tenants.context import clinic_context
from tenants.outbox.models import Job

ANNA, IDA = ({"first_name": name, "email": f"{name}@example.com"} for name in ("anna", "ida"))


@pytest.fixture
def door(fresh_clinic):
    """A clinic whose first stage this process knew, and which has another one since."""
    clinic = fresh_clinic()
    with clinic_context(clinic):
        first_stage().delete()
        Stage.objects.create(name="Just in", semantic=Semantic.NEW, position=0)
    return clinic, client_of(clinic), key_of(clinic)


def test_what_arrives_for_a_stage_that_is_gone_is_kept_and_becomes_a_lead_by_itself(door):
    clinic, client, key = door

    answer = post_lead(client, key, **ANNA)

    with clinic_context(clinic):
        kept = LeadPayload.objects.get()
        assert (answer.status_code, kept.result, Lead.objects.count()) == (503, "stored", 0)
        assert Job.objects.get().kind == REPLAY
        replay_by_itself({"payload_id": kept.pk}, now=timezone.now())
        assert Lead.objects.get().stage.name == "Just in"


def test_the_next_arrival_asks_anew(door):
    clinic, client, key = door
    post_lead(client, key, **ANNA)

    assert post_lead(client, key, **IDA).status_code == 201
    with clinic_context(clinic):
        assert Lead.objects.get().stage.name == "Just in"


def test_each_clinic_has_its_own(clinic, other_clinic):
    with clinic_context(clinic):
        here = first_stage()
    with clinic_context(other_clinic):
        there = first_stage()
        assert Stage.objects.get(pk=there.pk).semantic == Semantic.NEW

    assert here.pk != there.pk
