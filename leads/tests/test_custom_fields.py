"""The clinic's own fields: made and kept, and what leads hold in them, by kind (F:L26)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from crm.lib.errors import InvalidData, NotThere
from crm.testing.people import make_user
from crm.testing.statements import asked
from leads.models import CustomField, CustomValue, Lead
from leads.services.custom import active_fields, custom_of, custom_values, read_given, write_custom
from leads.services.custom_fields import field_name, keep_field
from leads.services.custom_kinds import plain, read_value
from leads.services.editing import ChangedMeanwhile, change_lead
from leads.tests.factories import make_lead
from tenants.audit.models import Entry
from tenants.context import clinic_context


@pytest.fixture
def fields(clinic):
    """Missing teeth (number), travels (date), smoker (choice), dentist (text)."""
    with clinic_context(clinic):
        for name, kind in (("Missing teeth", "number"), ("Travels", "date"), ("Dentist", "text")):
            keep_field(None, {"name": name, "kind": kind})
        keep_field(None, {"name": "Smoker", "kind": "choice", "options": ["yes", "no", "sometimes"]})


@pytest.fixture
def lead(clinic, fields):
    return make_lead(clinic)


def held(clinic, lead) -> dict:
    with clinic_context(clinic):
        return custom_of(lead.pk)


def fill(act, lead, given) -> None:
    act(change_lead, lead.pk, {f"custom.{key}": value for key, value in given.items()})


FULL = {"missing_teeth": "12.5", "travels": "2027-03-01", "dentist": " Dr  Leka ", "smoker": "no"}


def test_each_kind_is_read_kept_and_written_as_its_own(clinic, act, lead):
    fill(act, lead, FULL)

    assert held(clinic, lead) == {
        "missing_teeth": Decimal("12.5"),
        "travels": date(2027, 3, 1),
        "dentist": "Dr Leka",
        "smoker": "no",
    }
    assert {key: plain(value) for key, value in held(clinic, lead).items()} == {**FULL, "dentist": "Dr Leka"}


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("missing_teeth", "many"),
        ("missing_teeth", "NaN"),
        ("missing_teeth", "1e15"),
        ("missing_teeth", True),
        ("travels", "2027-02-30"),
        ("travels", "1066-01-01"),
        ("travels", 7),
        ("smoker", "perhaps"),
        ("dentist", "x" * 301),
        ("dentist", ["x"]),
        ("nothing", "x"),
    ],
)
def test_what_its_kind_cannot_hold_is_refused_by_its_name_and_nothing_is_written(clinic, act, lead, key, wrong):
    with pytest.raises(InvalidData) as refused:
        fill(act, lead, {**FULL, key: wrong})

    assert list(refused.value.fields) == [f"custom.{key}"]
    assert held(clinic, lead) == {}


@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none(), st.dates(), st.decimals()))
def test_whatever_is_given_each_kind_takes_or_refuses_it_and_reads_its_own_writing(given):
    for kind in CustomField.Kind.values:
        field = CustomField(kind=kind, options=["a", "b"])
        try:
            value = read_value(field, given)
        except InvalidData:
            continue
        assert read_value(field, plain(value)) == value


def test_nothing_is_no_row_and_what_is_not_named_stays(clinic, act, lead):
    fill(act, lead, FULL)

    fill(act, lead, {"smoker": "", "dentist": None})

    assert held(clinic, lead).keys() == {"missing_teeth", "travels"}
    with clinic_context(clinic):
        assert CustomValue.objects.count() == 2


def test_the_trail_tells_each_field_before_and_after_once(clinic, act, lead):
    fill(act, lead, {"smoker": "no", "missing_teeth": 3})
    fill(act, lead, {"smoker": "yes", "missing_teeth": "3.0"})

    with clinic_context(clinic):
        lines = [line.changes for line in Entry.objects.about(lead).saying("lead.changed")]
    assert lines == [
        {"custom.smoker": ["no", "yes"]},
        {"custom.smoker": [None, "no"], "custom.missing_teeth": [None, "3"]},
    ]


def test_more_leads_cost_no_more_questions(clinic, fields):
    leads = [make_lead(clinic) for _ in range(20)]

    def cost(some) -> int:
        with clinic_context(clinic), CaptureQueriesContext(connection) as captured:
            known = active_fields()
            read = read_given(FULL, known)
            write_custom(dict.fromkeys(some, read), known, now=timezone.now())
            custom_values([one.pk for one in some])
        return len(asked(captured))

    cost(leads[:1])

    assert cost(leads[1:3]) == cost(leads[3:])


def test_a_retired_field_is_neither_read_nor_written_and_comes_back_with_its_values(clinic, act, lead):
    fill(act, lead, FULL)
    with clinic_context(clinic):
        smoker = CustomField.objects.get(key="smoker")
        keep_field(smoker.pk, {"is_active": False})

    without = held(clinic, lead)
    with pytest.raises(InvalidData):
        fill(act, lead, {"smoker": "yes"})
    with clinic_context(clinic):
        keep_field(smoker.pk, {"is_active": True})

    assert "smoker" not in without
    assert held(clinic, lead)["smoker"] == "no"


def test_key_and_kind_stay_whatever_it_is_called_later(clinic, fields):
    with clinic_context(clinic):
        field = CustomField.objects.get(key="travels")
        kept = keep_field(field.pk, {"name": "Comes", "names": {"it": "Arriva"}, "kind": "text"})
        with translation.override("it"):
            shown = field_name(kept)

    assert (kept.key, kept.kind, kept.name, shown) == ("travels", "date", "Comes", "Arriva")


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"name": "!", "kind": "text"}, "name"),
        ({"name": "SMOKER", "kind": "text"}, "name"),
        ({"name": "X", "kind": "choice"}, "options"),
        ({"name": "X", "kind": "choice", "options": ["x" * 61]}, "options"),
        ({"name": "X", "kind": "text", "names": {"xx": "Y"}}, "names"),
    ],
)
def test_a_field_without_a_name_of_its_own_or_a_choice_is_refused(clinic, fields, wanted, field):
    with clinic_context(clinic), pytest.raises(InvalidData) as refused:
        keep_field(None, wanted)

    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize(
    ("name", "key"), [("2nd dentist", "field_2nd_dentist"), ("歯", "field"), ("Dentist!", "dentist_2")]
)
def test_every_name_gets_a_plain_key_that_is_free(clinic, fields, name, key):
    with clinic_context(clinic):
        assert keep_field(None, {"name": name, "kind": "text"}).key == key


def test_two_people_in_one_field_the_second_sees_both_values(clinic, act, lead):
    fill(act, lead, {"smoker": "yes"})

    with pytest.raises(ChangedMeanwhile) as first:
        act(change_lead, lead.pk, {"custom.smoker": "no"}, was={"custom.smoker": ""})

    assert [(one.field, one.now, one.wanted) for one in first.value.differences] == [("custom.smoker", "yes", "no")]
    assert held(clinic, lead) == {"smoker": "yes"}


def test_a_field_that_was_left_alone_keeps_what_a_colleague_wrote(clinic, act, lead):
    fill(act, lead, {"smoker": "yes"})

    act(change_lead, lead.pk, {"custom.smoker": "", "custom.dentist": "Leka"}, was={"custom.smoker": ""})

    assert held(clinic, lead) == {"smoker": "yes", "dentist": "Leka"}


def test_a_choice_of_old_stays_while_nobody_touches_it(clinic, act, lead):
    fill(act, lead, {"smoker": "sometimes"})
    with clinic_context(clinic):
        keep_field(CustomField.objects.get(key="smoker").pk, {"options": ["yes", "no"]})

    was = {"custom.smoker": "sometimes", "first_name": "Marco"}
    act(change_lead, lead.pk, {"custom.smoker": "sometimes", "first_name": "Mario"}, was=was)

    assert held(clinic, lead) == {"smoker": "sometimes"}


def test_a_program_that_read_before_a_field_changed_is_refused(clinic, act, lead):
    with clinic_context(clinic):
        version = Lead.objects.get(pk=lead.pk).updated_at.isoformat()
    fill(act, lead, {"smoker": "yes"})

    with pytest.raises(ChangedMeanwhile):
        act(change_lead, lead.pk, {"custom.smoker": "no"}, version=version)


def test_a_colleagues_lead_is_not_there(clinic, act, agent, lead):
    with clinic_context(clinic):
        Lead.objects.filter(pk=lead.pk).update(assigned_to=make_user(clinic, email="other@example.com"))
        type(agent).objects.filter(pk=agent.pk).update(data_scope=agent.DataScope.OWN)

    with pytest.raises(NotThere):
        fill(act, lead, {"smoker": "yes"})

    assert held(clinic, lead) == {}
