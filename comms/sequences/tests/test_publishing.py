"""A newer version is put into use: what changed is said, and nobody is sent a step that they were sent (H:S12)."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from time_machine import travel

from comms.sequences.models import Enrolment, Step, Version
from comms.sequences.services.building import keep_step, remove_step, shift_step
from comms.sequences.services.content import seen_of_version, steps_of
from comms.sequences.services.differing import changes_between
from comms.sequences.services.drafts import open_version
from comms.sequences.services.moving_on import _due, next_of
from comms.sequences.services.of_lead import ways_of
from comms.sequences.services.publishing import publish
from comms.sequences.tests.drafting import make_sequence, make_text, message, put_in, task
from crm.lib.errors import Conflict, InvalidData
from crm.testing.people import make_user
from leads.models import Lead
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.runs.services.working import finish
from tenants.staff import roles

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def inside(clinic):
    manager = make_user(clinic, role=roles.MANAGER)
    with clinic_context(clinic), travel(NOW, tick=False):
        yield manager


@pytest.fixture
def running(inside):
    """In use: a message, a task, a message; three people, of whom the last two had one and two steps."""
    row = make_sequence(inside, message(make_text("one")), task("Two"), message(make_text("three")), now=NOW)
    publish(row.pk, takes_along=False, by=inside, now=NOW)
    row.refresh_from_db()
    return row


def people(clinic, row, *done):
    leads = [make_lead(clinic, f"Lead {number}") for number, _steps in enumerate(done)]
    return [put_in(row, lead, now=NOW, done=steps) for lead, steps in zip(leads, done, strict=True)]


def test_a_sequence_without_steps_or_with_an_archived_text_does_not_go(inside):
    row = make_sequence(inside, now=NOW)
    with pytest.raises(InvalidData, match="no step"):
        publish(row.pk, takes_along=False, by=inside, now=NOW)
    text = make_text("gone")
    keep_step(row.pk, None, message(text), now=NOW)
    text.archived_at = NOW
    text.save()

    with pytest.raises(InvalidData, match="archived"):
        publish(row.pk, takes_along=False, by=inside, now=NOW)

    row.refresh_from_db()
    assert (row.state, row.version) == ("draft", None)


def test_what_a_colleague_changed_since_is_looked_at_again_before_it_goes(inside):
    row = make_sequence(inside, task("One"), now=NOW)
    draft = open_version(row)
    seen = seen_of_version(draft, steps_of(draft))
    keep_step(row.pk, None, task("Two"), now=NOW)

    with pytest.raises(Conflict):
        publish(row.pk, takes_along=False, seen=seen, by=inside, now=NOW)


def test_the_difference_is_told_step_by_step(running):
    first, second, third = steps_of(running.version)
    keep_step(running.pk, first.key, message(make_text("other"), wait=4), now=NOW)
    keep_step(running.pk, None, task("Four"), now=NOW)
    draft = open_version(running)
    Step.objects.filter(version=draft, key=second.key).delete()

    found = changes_between(running.version, steps_of(running.version), draft, steps_of(draft))

    assert [(one.kind, one.title, one.said) for one in found] == [
        ("changed", "E-mail: One", ("Wait: 1 day, now 4 days.", "Text: One, now Other.")),
        ("added", "Task: Four", ("Wait: 1 day.",)),
        ("removed", "Task: Two", ()),
    ]
    assert not changes_between(running.version, steps_of(running.version), running.version, [first, second, third])


def test_of_a_step_that_was_shifted_that_one_alone_is_told(running):
    third = steps_of(running.version)[2]
    shift_step(running.pk, third.key, -1, now=NOW)
    shift_step(running.pk, third.key, -1, now=NOW)
    draft = open_version(running)

    found = changes_between(running.version, steps_of(running.version), draft, steps_of(draft))

    assert [(one.kind, one.title) for one in found] == [("moved", "E-mail: Three")]


@pytest.mark.parametrize("takes_along", [True, False])
def test_those_under_way_go_on_from_their_next_step_or_finish_what_they_began(clinic, inside, running, takes_along):
    fresh, second, third = people(clinic, running, 0, 1, 2)
    one, two, _three = steps_of(running.version)
    old = running.version
    remove_step(running.pk, two.key, by=inside, now=NOW)
    added = keep_step(running.pk, None, task("Four", wait=3), now=NOW)

    done = publish(running.pk, takes_along=takes_along, by=inside, now=NOW)

    for row in (fresh, second, third):
        row.refresh_from_db()
    if not takes_along:
        assert done.run is None
        assert {row.version_id for row in (fresh, second, third)} == {old.pk}
        return
    assert done.run.state == "done"
    assert done.run.result == {"moved": 3, "finished": 0}
    assert {row.version_id for row in (fresh, second, third)} == {done.version.pk}
    assert [row.next_step.key for row in (fresh, second)] == [one.key, _three.key]
    assert third.next_step.key == _three.key
    assert fresh.due_at == NOW
    assert added.key not in {row.next_step.key for row in (fresh, second, third)}


def test_who_has_nothing_left_to_come_is_finished_and_who_waits_by_hand_goes_on_waiting(clinic, inside, running):
    through, paused, late = people(clinic, running, 2, 0, 1)
    Enrolment.objects.filter(pk=paused.pk).update(due_at=None, paused_at=NOW)
    three = steps_of(running.version)[2]
    remove_step(running.pk, three.key, by=inside, now=NOW)
    two = steps_of(open_version(running))[1]
    keep_step(running.pk, two.key, task("Two", wait=4), now=NOW)

    publish(running.pk, takes_along=True, by=inside, now=NOW)

    for row in (through, paused, late):
        row.refresh_from_db()
    assert (through.state, through.ended_at, through.next_step) == ("finished", NOW, None)
    assert (paused.state, paused.due_at, paused.paused_at) == ("active", None, NOW)
    assert late.due_at == NOW + timedelta(days=4)  # the wait that the step has now, from the step before


def test_many_are_moved_in_the_background_and_a_repeat_moves_nobody_twice(clinic, inside, running):
    rows = people(clinic, running, 0, 1)
    keep_step(running.pk, None, task("Four"), now=NOW)

    run = publish(running.pk, takes_along=True, by=inside, now=NOW, at_once=1).run
    assert run.ended_at is None
    assert not Enrolment.objects.exclude(version=running.version).exists()
    finish(run.pk)
    finish(run.pk)

    newest = Version.objects.get(number=2)
    assert set(Enrolment.objects.values_list("version", flat=True)) == {newest.pk}
    assert len(rows) == 2


@pytest.mark.parametrize(
    ("change", "due"),
    [
        ({"wait": 1, "unit": "months"}, datetime(2026, 4, 7, 16, tzinfo=UTC)),  # the same hour there
        ({"wait": 40, "unit": "days", "at": time(9, 30)}, datetime(2026, 4, 16, 13, 30, tzinfo=UTC)),
        ({"wait": 1, "unit": "minutes"}, datetime(2026, 3, 20, tzinfo=UTC)),  # nothing lies behind us
        ({"wait": 2, "unit": "weeks"}, datetime(2026, 3, 21, 16, tzinfo=UTC)),
    ],
)
def test_a_new_wait_is_counted_on_the_patients_calendar_as_if_it_had_been_so(change, due):
    began = datetime(2026, 3, 7, 17, tzinfo=UTC)  # noon in New York, whose clocks change the night after
    every_day = Version(weekdays=list(range(7)), keeps_holidays=False)
    before = Step(version=every_day, wait=2, unit="weeks")
    row = Enrolment(since=began, due_at=datetime(2026, 3, 21, 16, tzinfo=UTC), next_step=before)
    row.lead = Lead(pk=1, country="US")
    row.lead._prefetched_objects_cache = {"identities": []}
    step = Step(version=every_day, **change)

    assert _due(row, step, "UTC", datetime(2026, 3, 20, tzinfo=UTC)) == due


@given(
    old=st.permutations(range(6)), kept=st.sets(st.integers(0, 5)), done=st.integers(0, 6), fresh=st.integers(0, 3)
)
def test_the_next_step_is_never_one_that_was_done_nor_before_one(old, kept, done, fresh):
    ledger = {f"{number}" for number in range(done)}
    new = [Step(key=f"{number}") for number in old if number in kept] + [Step(key=f"n{n}") for n in range(fresh)]

    found = next_of(new, ledger)

    if found is None:
        assert not new or new[-1].key in ledger
    else:
        assert not {step.key for step in new[new.index(found) :]} & ledger


def test_the_page_of_a_lead_counts_the_steps_of_the_version_that_they_go_on_with(clinic, inside, running):
    [late] = people(clinic, running, 2)
    _one, two, _three = steps_of(running.version)
    remove_step(running.pk, two.key, by=inside, now=NOW)
    publish(running.pk, takes_along=True, by=inside, now=NOW)

    [way] = ways_of(late.lead)

    assert (way.number, way.steps, way.title) == (2, 2, "E-mail: Three")
