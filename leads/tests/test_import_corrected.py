"""What somebody wrote in a row stays theirs, and what is wrong elsewhere is not put right there (F:I8)."""

import pytest
from django.utils import timezone

from crm.lib.errors import Conflict
from leads.models import Identity, ImportRow, Lead
from leads.services.importing.checking import check
from leads.services.importing.correcting import correct_row
from leads.services.importing.rows.reasons import KNOWN_OTHER_NAME, TWICE, UNREACHABLE
from leads.tests.factories import make_lead, reach
from leads.tests.lists import checked, imported, loaded, manager, outcome, person
from tenants.context import clinic_context

__all__ = ["manager"]


@pytest.fixture
def inside(clinic):
    with clinic_context(clinic):
        yield clinic


@pytest.mark.parametrize("rows_of_a_piece", [1, 1000])
def test_corrected_rows_stay_as_they_were_written_when_the_list_is_checked_again(
    inside, manager, settings, rows_of_a_piece
):
    settings.IMPORT_PIECE_ROWS = rows_of_a_piece
    bad = [person(n, phone="12", mail="") for n in (2, 3)]
    brought = checked([person(1), *bad, person(4)], by=manager)
    for number, written in ((3, person(20)), (4, person(30, phone="13", mail=""))):
        correct_row(brought.pk, number, written, by=manager, now=timezone.now())

    brought.refresh_from_db()
    again = check(brought.pk, brought.mapping | {"Company": ""}, {"tag": "old"}, by=manager, now=timezone.now())
    rows = dict(ImportRow.objects.values_list("number", "cells"))

    assert outcome(again) == {"new": 3, "merge": 0, "skip": 1}
    assert (rows[3], rows[4]) == (list(person(20)), list(person(30, phone="13", mail="")))
    loaded(again, by=manager)
    assert set(Lead.objects.values_list("last_name", flat=True)) == {"Nr1", "Nr20", "Nr4"}


def test_a_row_that_is_left_out_for_what_it_is_is_not_put_right_by_any_door(inside, manager):
    brought = checked([person(1), person(1), person(2, phone="12", mail="")], by=manager)

    with pytest.raises(Conflict):
        correct_row(brought.pk, 3, person(9), by=manager, now=timezone.now())
    slip = correct_row(brought.pk, 4, person(1), by=manager, now=timezone.now())
    good = correct_row(brought.pk, 4, person(2), by=manager, now=timezone.now())

    brought.refresh_from_db()
    assert (slip.reason, good.fate) == (TWICE, "new")
    assert (outcome(brought), brought.counts["reasons"]) == ({"new": 2, "merge": 0, "skip": 1}, {TWICE: 1})
    assert UNREACHABLE not in brought.counts["reasons"]


@pytest.mark.parametrize("rows_of_a_piece", [1, 1000])
def test_a_lead_without_a_name_is_named_by_the_first_row_alone(
    clinic, manager, settings, monkeypatch, rows_of_a_piece
):
    settings.IMPORT_PIECE_ROWS = rows_of_a_piece
    monkeypatch.setattr("leads.services.importing.checking.put_back", lambda *_: None)  # each piece is a process
    lead = make_lead(clinic, "", "")
    reach(clinic, lead, "phone", "+393200000001")
    reach(clinic, lead, "email", "info@example.com")
    anna, luca = person(1, mail=""), ("Luca Bianchi", "", "info@example.com", "IT", "Praxis")

    with clinic_context(clinic):
        brought = checked([anna, luca, ("Anna Nr1", "", "info@example.com", "", "Studio")], by=manager)
        said = outcome(brought), brought.counts["reasons"]
        done = loaded(brought, by=manager)
        lead.refresh_from_db()

        assert said == (outcome(done), done.counts["reasons"])
        assert said == ({"new": 0, "merge": 2, "skip": 1}, {KNOWN_OTHER_NAME: 1})
        assert (lead.full_name, lead.company) == ("Anna Nr1", "Studio")


def test_two_arrive_by_a_lead_without_a_name_after_the_check_and_one_comes_in(clinic, manager):
    anna, luca = person(1, mail=""), ("Luca Bianchi", "", "info@example.com", "IT", "")
    with clinic_context(clinic):
        brought = checked([anna, luca], by=manager)
    lead = make_lead(clinic, "", "")
    reach(clinic, lead, "phone", "+393200000001")
    reach(clinic, lead, "email", "info@example.com")

    with clinic_context(clinic):
        done = loaded(brought, by=manager)

        assert (outcome(done), done.counts["reasons"]) == (
            {"new": 0, "merge": 1, "skip": 1},
            {KNOWN_OTHER_NAME: 1},
        )
        assert Lead.objects.get().full_name == "Anna Nr1"
        assert Identity.objects.count() == 2
        assert imported([luca], by=manager).counts["reasons"] == {KNOWN_OTHER_NAME: 1}
