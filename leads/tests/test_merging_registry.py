"""Nothing that hangs on a lead is forgotten when two are merged, exported or erased (HOUSE, floors; H:G1)."""

import pytest

from leads.merging import all_merges, relations_of_lead
from leads.models import Lead
from leads.person_data import person_data

RELATIONS = sorted(f"{field.model._meta.label}.{field.name}" for field in relations_of_lead())


def test_the_walk_sees_every_way_back_that_lead_itself_knows():
    known = {f"{one.field.model._meta.label}.{one.field.name}" for one in Lead._meta.related_objects}

    assert known - set(RELATIONS) == set()
    assert "leads.LeadPayload.about" in RELATIONS


@pytest.mark.parametrize("relation", RELATIONS)
def test_every_relation_of_a_lead_has_a_merge_policy_and_says_what_it_holds_of_a_person(relation):
    assert relation in {one.name for one in all_merges()}
    assert relation in person_data()


def test_no_policy_is_left_of_a_relation_that_is_gone():
    assert {one.name for one in all_merges()} == set(person_data()) == set(RELATIONS)


def test_every_column_that_is_named_is_there():
    wrong = []
    for one in [*person_data().values(), *all_merges()]:
        known = {name for field in one.model._meta.concrete_fields for name in (field.name, field.attname)}
        named = (*getattr(one, "columns", ()), *getattr(one, "but_for", ()))
        wrong += [(one.name, column) for column in named if column not in known]

    assert wrong == []
