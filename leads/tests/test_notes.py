"""Notes about a lead: written, named in, pinned, changed, removed and brought back (F:L4)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.lib.errors import InvalidData, NotAllowed, NotThere
from crm.testing.people import make_user
from leads.models import Note
from leads.services.notes import add_note, edit_note, pin_note, remove_note
from leads.tests.factories import make_lead
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.notices.models import Notice
from tenants.staff import roles
from tenants.undo.services.ledger import undo


@pytest.fixture
def lead(clinic):
    return make_lead(clinic)


@pytest.fixture
def giulia(clinic):
    return make_user(clinic, email="giulia.r@example.com", full_name="Giulia Rossi")


def told(clinic) -> list[str]:
    """Who was named, by mail."""
    with clinic_context(clinic):
        return list(Notice.objects.filter(kind="mentioned").values_list("user__email", flat=True))


def test_a_note_keeps_its_lines_and_loses_what_no_one_sees(clinic, act, lead):
    note = act(add_note, lead.pk, body="  One\x00 two\u202e\n\n\n\nthree\x07  ", kind="call")

    assert (note.body, note.kind) == ("One two\n\nthree", "call")


@pytest.mark.parametrize(
    ("given", "field"),
    [({"body": " \x00\n "}, "body"), ({"body": "x" * 5001}, "body"), ({"body": "x", "kind": "system"}, "kind")],
)
def test_nothing_too_much_or_in_the_products_name_is_refused_by_field(clinic, act, lead, given, field):
    with pytest.raises(InvalidData) as refused:
        act(add_note, lead.pk, **given)

    assert list(refused.value.fields) == [field]


def test_a_button_pressed_twice_is_one_note(clinic, act, lead):
    first, second = act(add_note, lead.pk, body="Twice"), act(add_note, lead.pk, body="Twice")

    assert first == second


@pytest.mark.parametrize(
    "call",
    ["@Giulia Rossi look", "ask @giulia rossi.", "(@GIULIA.R)", "@giulia.r, and @Giulia Rossi", "@giulia.r."],
)
def test_a_colleague_is_told_once_by_name_or_by_the_front_of_the_mail(clinic, act, lead, giulia, call):
    act(add_note, lead.pk, body=call)

    assert told(clinic) == ["giulia.r@example.com"]


@pytest.mark.parametrize(
    "call", ["giulia.r@example.com", "@giulia", "@giulia.rossi", "@Giulia Rossini", "x@giulia.r"]
)
def test_what_is_no_call_of_theirs_tells_nobody(clinic, act, lead, giulia, call):
    act(add_note, lead.pk, body=call)

    assert told(clinic) == []


def test_the_longer_name_is_meant(clinic, act, lead, giulia):
    make_user(clinic, email="giulia@example.com", full_name="Giulia")

    act(add_note, lead.pk, body="@Giulia Rossi and @Giulia")

    assert sorted(told(clinic)) == ["giulia.r@example.com", "giulia@example.com"]
    with clinic_context(clinic):
        assert Notice.objects.filter(kind="mentioned").count() == 2


def test_who_may_not_see_the_lead_is_not_told_that_it_is_there(clinic, act, agent, giulia):
    hidden = make_lead(clinic, assigned_to=agent)
    with clinic_context(clinic):
        type(giulia).objects.filter(pk=giulia.pk).update(data_scope=giulia.DataScope.OWN)

    act(add_note, hidden.pk, body="@giulia.r look")

    assert told(clinic) == []


def test_nobody_is_told_of_naming_themselves_nor_twice_of_one_note(clinic, act, lead, giulia, agent):
    note = act(add_note, lead.pk, body="@agent and @giulia.r")

    act(edit_note, note.pk, body="@agent and @giulia.r again")

    assert told(clinic) == ["giulia.r@example.com"]


def test_other_words_for_a_note_leave_the_old_ones_in_the_trail(clinic, act, lead):
    note = act(add_note, lead.pk, body="Before")

    act(edit_note, note.pk, body="After")

    with clinic_context(clinic):
        line = Entry.objects.about(lead).saying("lead.note_changed").get()
        note.refresh_from_db()
    assert line.changes == {"note": ["Before", "After"]}
    assert note.body == "After"
    assert note.edited_at is not None


def test_only_who_wrote_a_note_changes_it(clinic, act, lead, giulia):
    note = act(add_note, lead.pk, body="Mine")

    with pytest.raises(NotAllowed):
        act(edit_note, note.pk, body="Yours", by=giulia)


def test_a_pin_is_set_and_taken_by_anybody_on_the_lead(clinic, act, lead, giulia):
    note = act(add_note, lead.pk, body="Smoker")

    pinned = act(pin_note, note.pk, is_pinned=True, by=giulia)
    taken = act(pin_note, note.pk, is_pinned=False)

    assert (pinned.pinned_by, taken.pinned_at) == (giulia, None)


def test_a_removed_note_comes_back_as_it_was(clinic, act, agent, lead):
    note = act(add_note, lead.pk, body="Keep me")
    operation = act(remove_note, note.pk)

    with clinic_context(clinic):
        gone = Note.objects.get().removed_at
        undo(operation.pk, by=agent, now=timezone.now())
        back = Note.objects.get()

    assert gone is not None
    assert (back.removed_at, back.body) == (None, "Keep me")


def test_a_removed_note_is_not_there_for_any_other_deed(clinic, act, lead):
    note = act(add_note, lead.pk, body="Gone")
    act(remove_note, note.pk)

    for deed, given in ((edit_note, {"body": "x"}), (pin_note, {"is_pinned": True}), (remove_note, {})):
        with pytest.raises(NotThere):
            act(deed, note.pk, **given)


@pytest.fixture
def out_of_sight(clinic, agent, act):
    """A colleague's lead with a note, which the agent does not see any more."""
    other = make_user(clinic, email="other@example.com")
    lead = make_lead(clinic, assigned_to=other)
    note = act(add_note, lead.pk, body="Theirs", by=other)
    with clinic_context(clinic):
        type(agent).objects.filter(pk=agent.pk).update(data_scope=agent.DataScope.OWN)
    return lead, note


def test_a_colleagues_lead_takes_no_note_and_gives_none_up(clinic, act, out_of_sight):
    lead, note = out_of_sight

    for deed, pk, given in (
        (add_note, lead.pk, {"body": "x"}),
        (edit_note, note.pk, {"body": "x"}),
        (pin_note, note.pk, {"is_pinned": True}),
        (remove_note, note.pk, {}),
    ):
        with pytest.raises(NotThere):
            act(deed, pk, **given)

    with clinic_context(clinic):
        assert list(Note.objects.values_list("body", "pinned_at", "removed_at")) == [("Theirs", None, None)]


@pytest.mark.parametrize("role", [roles.MARKETING, roles.READ_ONLY])
def test_who_only_looks_writes_nothing(clinic, act, lead, role):
    reader = make_user(clinic, role=role, email="reader@example.com")

    with pytest.raises(NotAllowed):
        act(add_note, lead.pk, body="x", by=reader)


def test_the_neighbours_lead_is_not_there(clinic, other_clinic, act):
    foreign = make_lead(other_clinic)

    with pytest.raises(NotThere):
        act(add_note, foreign.pk, body="x")


def test_the_same_words_a_minute_later_are_another_note(clinic, agent, lead):
    now = timezone.now()

    with clinic_context(clinic):
        first = add_note(lead.pk, body="Called", by=agent, now=now)
        second = add_note(lead.pk, body="Called", by=agent, now=now + timedelta(minutes=1))

    assert first != second
