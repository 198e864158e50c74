"""A sequence is built step by step in a draft, and what is in use stays as it is (F:C16, H:S12)."""

from datetime import UTC, datetime, time
from uuid import uuid4

import pytest

from comms.sequences.models import Sequence, Step
from comms.sequences.packs import PRESETS
from comms.sequences.services.building import keep_step, remove_step, seen_of_step, shift_step
from comms.sequences.services.checking import problems_of
from comms.sequences.services.content import steps_of
from comms.sequences.services.drafts import discard_draft, open_version
from comms.sequences.services.keeping import Settings, Window, keep_settings, keep_window, seen_of_settings
from comms.sequences.services.presets import start_from
from comms.sequences.services.publishing import publish
from comms.sequences.services.telling import days_on, title_of
from comms.sequences.tests.drafting import make_sequence, make_text, message, task
from crm.lib.errors import Conflict, InvalidData, NotThere
from crm.testing.people import make_user
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.undo.services.ledger import undo

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def manager(clinic):
    return make_user(clinic, role=roles.MANAGER)


@pytest.fixture
def inside(clinic, manager):
    with clinic_context(clinic):
        yield manager


def titles(row):
    return [title_of(step) for step in steps_of(open_version(row))]


def test_steps_stand_in_their_order_are_shifted_and_come_back_where_they_stood(inside):
    row = make_sequence(inside, task("One"), message(make_text("two")), task("Three"), now=NOW)
    first, second, _third = steps_of(open_version(row))

    shift_step(row.pk, second.key, -1, now=NOW)
    shift_step(row.pk, second.key, -1, now=NOW)
    assert titles(row) == ["E-mail: Two", "Task: One", "Task: Three"]

    operation = remove_step(row.pk, second.key, by=inside, now=NOW)
    assert titles(row) == ["Task: One", "Task: Three"]
    undo(operation.pk, by=inside, now=NOW)

    assert titles(row) == ["E-mail: Two", "Task: One", "Task: Three"]
    assert [one.key for one in steps_of(open_version(row))][:2] == [second.key, first.key]


def test_a_removed_step_does_not_come_back_into_another_draft(inside):
    row = make_sequence(inside, task("One"), task("Two"), now=NOW)
    operation = remove_step(row.pk, steps_of(open_version(row))[0].key, by=inside, now=NOW)
    publish(row.pk, takes_along=False, by=inside, now=NOW)

    undo(operation.pk, by=inside, now=NOW)

    assert titles(Sequence.objects.get()) == ["Task: Two"]


def test_whoever_saves_second_is_told_and_nothing_of_the_first_is_lost(inside):
    row = make_sequence(inside, task("One"), now=NOW)
    step = steps_of(open_version(row))[0]
    seen, settings_seen = seen_of_step(step), seen_of_settings(row)
    keep_step(row.pk, step.key, task("Mine"), seen=seen, now=NOW)
    keep_settings(row.pk, Settings(name="Quotes", per_hour=9), seen=settings_seen)

    with pytest.raises(Conflict):
        keep_step(row.pk, step.key, task("Theirs"), seen=seen, now=NOW)
    with pytest.raises(Conflict):
        keep_settings(row.pk, Settings(name="Quotes"), seen=settings_seen)

    assert titles(row) == ["Task: Mine"]


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"wait": 400}, "wait"),
        ({"unit": "years"}, "unit"),
        ({"channel": "pigeon"}, "channel"),
        ({"texts": []}, "text_a"),
        ({"channel": "sms"}, "text_a"),  # a template of another channel
        ({"at": time(22)}, "at"),
        ({"window_from": time(7), "window_until": time(10)}, "window_from"),
        ({"window_from": time(10)}, "window_until"),
        ({"weekdays": [6]}, "weekdays"),  # on a Sunday nothing goes
        ({"conditions": [{"fact": "moon", "is": True, "values": []}]}, "conditions"),
        ({"kind": "task", "task": " "}, "task"),
    ],
)
def test_what_a_step_cannot_be_is_said_where_it_is_wrong(inside, fields, where):
    text = make_text("hello")
    row = make_sequence(inside, now=NOW)

    with pytest.raises(InvalidData) as refused:
        keep_step(row.pk, None, message(text, **fields), now=NOW)

    assert list(refused.value.fields) == [where]
    assert not Step.objects.exists()


def test_a_text_that_stays_keeps_its_key_and_another_is_another(inside):
    one, two, three = make_text("one"), make_text("two"), make_text("three")
    row = make_sequence(inside, message(one, two), now=NOW)
    step = steps_of(open_version(row))[0]
    before = {text.template_id: text.key for text in step.variants.all()}

    keep_step(row.pk, step.key, message(two, three), now=NOW)

    after = [(text.label, text.template_id, text.key) for text in steps_of(open_version(row))[0].variants.all()]
    assert after[0] == ("A", two.pk, before[two.pk])
    assert after[1][:2] == ("B", three.pk)
    assert after[1][2] not in before.values()


def test_an_edit_of_what_is_in_use_goes_into_a_draft_with_the_same_keys(inside):
    row = make_sequence(inside, message(make_text("hello")), now=NOW)
    used = publish(row.pk, takes_along=False, by=inside, now=NOW).version
    step = steps_of(used)[0]

    keep_step(row.pk, step.key, message(make_text("again"), wait=5), now=NOW)
    keep_window(row.pk, Window(window_from=time(10)), now=NOW)
    row.refresh_from_db()
    draft = open_version(row)

    assert (draft.number, row.version_id, row.state) == (2, used.pk, "active")
    assert [one.key for one in steps_of(draft)] == [step.key]
    used.refresh_from_db()
    assert (steps_of(used)[0].wait, used.window_from) == (1, time(9))
    assert discard_draft(row.pk)
    assert titles(row) == ["E-mail: Hello"]
    with pytest.raises(NotThere):
        shift_step(row.pk, uuid4(), 1, now=NOW)


@pytest.mark.parametrize("key", PRESETS)
def test_each_of_ours_becomes_a_draft_that_may_go(inside, key):
    row = start_from(key, by=inside, now=NOW)
    again = start_from(key, by=inside, now=NOW)

    version = open_version(row)
    steps = steps_of(version)
    assert len(steps) == len(PRESETS[key].steps)
    assert not [one for one in problems_of(version, steps) if one.stops]
    assert (row.state, row.preset, again.name) == ("draft", key, f"{row.name} 2")
    if key in {"first_week", "quote_follow_up"}:
        assert days_on(steps) == ["Day 1", "Day 3", "Day 7", "Day 14"][: len(steps)]


def test_hours_of_a_step_that_its_sequence_does_not_keep_any_more_do_not_go_into_use(inside):
    late = task("Late", window_from=time(18), window_until=time(20))
    row = make_sequence(inside, late, now=NOW)
    keep_window(row.pk, Window(window_until=time(17)), now=NOW)

    with pytest.raises(InvalidData, match="Its own hours"):
        publish(row.pk, takes_along=False, by=inside, now=NOW)


def test_hours_are_whole_minutes_so_that_the_next_draft_holds_what_this_one_did(inside):
    row = make_sequence(inside, task("One"), now=NOW)
    starts, ends = time(10, 0, 10), time(10, 0, 20)

    with pytest.raises(InvalidData, match="ends after"):
        keep_step(row.pk, None, task(window_from=starts, window_until=ends), now=NOW)
    with pytest.raises(InvalidData, match="ends after"):
        keep_window(row.pk, Window(starts, ends), now=NOW)


def test_one_of_ours_finds_a_free_name_whatever_the_capitals_of_the_other(inside):
    make_sequence(inside, name="FIRST week", now=NOW)

    assert start_from("first_week", by=inside, now=NOW).name == "First week 2"


def test_a_step_for_who_opened_the_quote_says_that_nobody_is_known_to_have(inside):
    opened = [{"fact": "quote_opened", "is": True, "values": []}]
    row = make_sequence(inside, task("Call", conditions=opened), now=NOW)
    version = open_version(row)

    said = [(one.said, one.stops) for one in problems_of(version, steps_of(version))]

    assert said == [("Quotes are not known to be opened yet: this step is left out for everybody.", False)]
