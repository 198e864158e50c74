"""Two who need the same rows meet halfway: one waits, and the database ends neither (H:A14)."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from crm.lib.errors import Conflict, InvalidData
from crm.testing.people import make_user
from leads.models import Heat, ImportRow, Lead, LeadRules, ResponseCycle, Stage
from leads.services.answering import end_waits, mark_missed
from leads.services.attempts import log_attempt
from leads.services.heat import redate
from leads.services.heat.pinning import pin
from leads.services.moving import move_leads
from leads.services.reading import Told
from leads.services.returning import wrote_again
from leads.services.scoring.rescoring import rescore
from leads.services.stage_list import keep_stage
from leads.services.stage_presets import choose_preset
from leads.services.stage_removal import remove_stage
from leads.tests.factories import make_lead, reach, stage_of
from leads.tests.lists import checked, loaded, person
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.services.leaving import close_account
from tenants.tests.queueing import crossed
from tenants.undo.services.ledger import undo

NOW, DAY = timezone.now(), timedelta(days=1)


@pytest.fixture
def clinic(fresh_clinic):
    return fresh_clinic()


@pytest.fixture
def boss(clinic):
    return make_user(clinic, role=roles.ADMIN, email="boss@example.com")


@pytest.fixture
def meet(clinic, monkeypatch):
    """`meet(at, first, second)`: what each gave back, or raised."""

    def inside(deed):
        with clinic_context(clinic):
            return deed()

    def run(at, *deeds):
        both = crossed(monkeypatch, at, *(partial(inside, deed) for deed in deeds))
        return [one.exception() or one.result() for one in both]

    return run


def with_own_stage(clinic, number: int) -> tuple[Stage, list[int]]:
    """A stage of the clinic's own, and who joins it, who stands there: by key, the one before the other."""
    joins = make_lead(clinic, "Joins")
    with clinic_context(clinic):
        stage = Stage.objects.create(name=f"Goes {number}", semantic="qualified", position=50 + number)
    return stage, [joins.pk, make_lead(clinic, "Stays", stage=stage.name).pk]


@pytest.fixture
def changes(boss):
    """How a stage changes, by where it stops halfway."""
    return {
        "leads.services.stage_list.follow_chances": lambda pk, to: keep_stage(pk, {"probability": 77}),
        "leads.services.stage_removal.empty": lambda pk, to: remove_stage(pk, to=to, by=boss, now=NOW),
        "leads.services.stage_presets._write": lambda pk, to: choose_preset("dental", by=boss, now=NOW),
    }


def test_stages_change_while_their_leads_move_out_or_others_join_them(clinic, boss, meet, changes):
    for number, (at, change) in enumerate(changes.items()):
        for inwards in (False, True):
            stage, leads = with_own_stage(clinic, 2 * number + inwards)
            with clinic_context(clinic):
                to, elsewhere = stage_of("proposal").pk, stage_of("negotiation").pk
            target = stage.pk if inwards else elsewhere

            changed, moved = meet(
                at, partial(change, stage.pk, to), partial(move_leads, leads, to=target, by=boss, now=NOW)
            )

            is_gone = inwards and number > 0
            assert not isinstance(changed, Exception), at
            assert isinstance(moved, InvalidData) if is_gone else moved.changed, at


def test_a_move_is_not_taken_back_to_a_stage_that_is_removed_at_that_moment(clinic, boss, meet):
    heard = []
    for number, halfway in enumerate(("put_back", "free_left_behind")):
        stage, [_joins, stays] = with_own_stage(clinic, number)
        with clinic_context(clinic):
            done = move_leads([stays], to=stage_of("proposal").pk, by=boss, now=NOW)

        undone, removed = meet(
            f"leads.services.taking_back.{halfway}",
            partial(undo, done.operation.pk, by=boss, now=NOW),
            partial(remove_stage, stage.pk, to=None, by=boss, now=NOW),
        )

        heard.append((undone.outcome.undone, isinstance(removed, Conflict)))

    assert heard == [(0, False), (1, True)]


def test_a_holder_asks_to_be_left_alone_while_they_and_their_companion_move(clinic, boss, meet):
    companion, holder = make_lead(clinic, "Anna"), make_lead(clinic, "Mario")
    reach(clinic, holder, "phone", "+39333111222")
    with clinic_context(clinic):
        Lead.objects.filter(pk=companion.pk).update(companion_of=holder)
        to = stage_of("qualified").pk

    _attempt, moved = meet(
        "leads.services.attempts.plan",
        partial(log_attempt, holder.pk, channel="call", disposition="do_not_contact", by=boss, now=NOW),
        partial(move_leads, [companion.pk, holder.pk], to=to, by=boss, now=NOW),
    )

    assert moved.changed == 2
    with clinic_context(clinic):
        assert Lead.objects.filter(do_not_contact=True).count() == 2


def test_the_product_scores_dates_and_marks_while_people_write_and_are_answered(clinic, boss, meet):
    one, two = (make_lead(clinic, minutes=600, temperature="hot") for _ in range(2))
    late, later = (make_lead(clinic, minutes=60_000) for _ in range(2))
    with clinic_context(clinic):  # on the disk and in every index the first lies behind the other from here
        Heat.objects.filter(pk=one.pk).update(cools_at=NOW + 30 * DAY)
        ResponseCycle.objects.filter(lead=late).update(due_at=F("due_at") + DAY)

    @transaction.atomic
    def pin_and_score() -> int:
        pin(one.pk, "hot", by=boss, now=NOW)
        return rescore([two.pk, one.pk], now=NOW)

    @transaction.atomic
    def end_both() -> int:
        return end_waits([late.pk], at=NOW) + end_waits([later.pk], at=NOW)

    scoring = "leads.services.scoring.rescoring._scored"
    dated = meet(scoring, pin_and_score, lambda: redate(LeadRules.objects.get()))
    marked = meet("leads.services.answering.ending._no_more_due", end_both, partial(mark_missed, now=NOW))
    writing = partial(transaction.atomic(wrote_again), two, Told("Marco", "Bellini", "", ()), None, at=NOW)
    written = meet(scoring, partial(rescore, [two.pk], now=NOW + DAY), writing)

    assert not [one for one in (*dated, *marked, *written) if isinstance(one, Exception)]


def test_an_account_is_closed_while_a_list_is_halved_whose_later_rows_are_theirs(
    clinic, boss, meet, settings, tmp_path
):
    settings.PRIVATE_FILES_ROOT = tmp_path
    owner = make_user(clinic, email="owner@example.com")
    theirs = make_lead(clinic, "Anna", "Nr1", assigned_to=owner)
    reach(clinic, theirs, "phone", "+393200000001")
    with clinic_context(clinic):
        brought = checked([person(1), person(2), person(3), person(4)], by=boss)
        for row in ImportRow.objects.filter(number__in=[4, 5]):
            row.said |= {"owner": owner.pk} if row.number == 5 else {"contacts": [["phone", "+0", "+0", True]]}
            row.save()

    def close():
        close_account(owner.pk, heirs={"leads": None}, by=boss, now=NOW)

    found = meet("leads.services.importing.loading.pieces._refused", partial(loaded, brought, by=boss), close)

    assert [type(one).__name__ for one in found] == ["LeadImport", "NoneType"]
    with clinic_context(clinic):
        assert Lead.objects.count() == 3
        assert not Lead.objects.filter(assigned_to=owner).exists()
