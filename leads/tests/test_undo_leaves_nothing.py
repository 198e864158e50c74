"""What was done and taken back leaves the clinic as it was, whatever the kind of operation (F:T18)."""

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.testing.dumps import But, differences, dump
from crm.testing.people import make_user
from crm.testing.walk import writes_in
from leads.models import Lead, Stage
from leads.services import operations
from leads.tests.deeds import DEEDS, make_world
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.undo.registry import Outcome, kinds
from tenants.undo.services.ledger import undo

# The trail, the timeline, who was told, the ledger itself, when a row was last touched, and numbers drawn again.
BUT = But(
    frozenset(
        {"auditlog_logentry", "undo_operation", "undo_operationrow", "leads_stagechange", "leads_ownerchange",
         "notices_notice", "outbox_job", "attribution_recount"}
    ),
    frozenset({"updated_at", "leads_leadtag.id"}),
)  # fmt: skip
# The lead that an arrival became stays in the archive, without a contact: its number may have been told already.
MADE = ("lead", "enquiry", "heat", "leadwords", "responsecycle")
# The list itself stays, with what became of it.
BROUGHT = ("leadimport", "importrow", "importmapping")
MORE = {
    "arrival.accept": But(frozenset(f"leads_{name}" for name in MADE)),
    "leads.import": But(frozenset({"runs_run", *(f"leads_{name}" for name in BROUGHT)})),
}


@pytest.fixture
def world(clinic, other_clinic, settings, tmp_path):
    settings.PRIVATE_FILES_ROOT = tmp_path
    boss = make_user(clinic, role=roles.ADMIN, email="boss@example.com")
    make_user(other_clinic, email="other@example.com")
    here = make_world(clinic, boss, make_user(clinic, email="two@example.com"))
    with clinic_context(clinic):
        return here, dump(clinic), other_clinic, writes_in(other_clinic)


def test_every_kind_of_operation_is_tried_here():
    above = (
        "comms.",
        "conversation.",
        "template.",
        "sequence.",
        "campaign.",
        "source_rule.",
        "spend",
    )  # whose tests take each of theirs back

    assert set(DEEDS) == {kind for kind in kinds() if not kind.startswith(above)}


@given(kind=st.sampled_from(sorted(DEEDS)), chosen=st.sets(st.integers(0, 5), min_size=1))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_done_and_undone_leaves_no_difference(world, kind, chosen):
    here, before, other_clinic, theirs = world
    ids = [here.leads[number] for number in sorted(chosen)]
    with clinic_context(here.clinic), transaction.atomic():
        operation = DEEDS[kind](here, ids)
        if operation is not None:
            undone = undo(operation.pk, by=here.by, now=timezone.now()).outcome
            assert (undone.undone, list(undone.changed_since), undone.out_of_sight) == (operation.count, [], 0)

        left = differences(before, dump(here.clinic), BUT | MORE.get(kind, But()))
        assert left == {}
        assert writes_in(other_clinic) == theirs
        transaction.set_rollback(True)


@given(chosen=st.sets(st.integers(0, 5), min_size=1), edited=st.sets(st.integers(0, 5)))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_a_colleague_moved_since_stays_and_is_named_and_the_rest_goes_back(world, chosen, edited):
    here, _, _, _ = world
    ids, since = ([here.leads[number] for number in sorted(one)] for one in (chosen, chosen & edited))
    with clinic_context(here.clinic), transaction.atomic():
        contacted, qualified = (Stage.objects.get(semantic=one).pk for one in ("contacted", "qualified"))
        before = dict(Lead.objects.values_list("pk", "stage"))
        done = operations.move(ids, to=contacted, by=here.by, now=timezone.now())
        operations.move(since, to=qualified, by=here.other, now=timezone.now())

        moved = set(done.pks)
        undone = undo(done.operation.pk, by=here.by, now=timezone.now()).outcome if done.operation else Outcome(0)

        assert set(undone.pks) == moved - set(since)
        assert set(undone.changed_since) == {str(one) for one in Lead.objects.filter(pk__in=moved & set(since))}
        stands = dict(Lead.objects.values_list("pk", "stage"))
        assert stands == before | dict.fromkeys(since, qualified)
        transaction.set_rollback(True)
