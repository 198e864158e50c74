"""A file stands open from piece to piece, for the check that opened it (F:I8)."""

import pytest
from django.utils import timezone

from leads.models import ImportRow
from leads.services.importing import reading_on
from leads.services.importing.checking import begin_check, check_all, check_piece, held
from leads.services.importing.files.packed import SECONDS
from leads.services.importing.taking import take_file
from leads.tests.lists import AS, lines, manager, person
from tenants.context import clinic_context

__all__ = ["manager"]


@pytest.fixture
def inside(clinic, settings):
    settings.IMPORT_PIECE_ROWS = 1
    with clinic_context(clinic):
        yield clinic


def test_a_check_that_began_anew_elsewhere_is_not_gone_on_with_as_it_began(inside, manager):
    now = timezone.now()
    brought = take_file("a.csv", [lines(*(person(n, company="Roma") for n in range(3)))], by=manager, now=now)

    begin_check(brought.pk, AS, {}, by=manager, now=now)
    check_piece(held(brought.pk), by=manager, now=now)
    here = dict(reading_on._open)
    begin_check(brought.pk, AS | {"Company": "city"}, {}, by=manager, now=now)
    check_piece(held(brought.pk), by=manager, now=now)  # in another process
    reading_on._open.update(here)
    check_all(brought.pk, by=manager, now=now)

    assert [row.said["city"] for row in ImportRow.objects.all()] == ["Roma"] * 3


def test_a_file_that_stood_open_for_long_is_opened_anew(inside, manager):
    now = timezone.now()
    brought = take_file("a.csv", [lines(*map(person, range(3)))], by=manager, now=now)
    begin_check(brought.pk, AS, {}, by=manager, now=now)
    check_piece(held(brought.pk), by=manager, now=now)
    [reading] = reading_on._open.values()

    reading.lines, reading.since = iter(()), reading.since - SECONDS  # its process was ended
    check_all(brought.pk, by=manager, now=now)

    assert ImportRow.objects.count() == 3
