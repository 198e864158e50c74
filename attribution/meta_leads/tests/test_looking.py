"""Looking for leads that no webhook told of (H:W7); pure."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution.meta_leads.services.looking import KEPT_BY_META, OVERLAP, Window, look, window_of
from attribution.meta_leads.tests.shelf import Shelf, a_lead
from attribution.providers.meta_leads.base import Leads, MetaRefused, Trouble

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def seconds(number):
    return timedelta(seconds=number)


def test_without_a_cursor_all_that_meta_still_has_is_looked_at():
    assert window_of(None, None, now=NOW) == Window(NOW - KEPT_BY_META)


def test_the_next_look_begins_ten_minutes_before_the_newest_that_is_known():
    shelf = Shelf([a_lead(1, NOW - seconds(60)), a_lead(2, NOW)])
    cursor = look(shelf, "1", Window(NOW - KEPT_BY_META), cursor=None).cursor

    assert cursor == NOW
    assert window_of(cursor, None, now=NOW).since == NOW - OVERLAP


def test_nothing_new_moves_no_cursor():
    assert look(Shelf([]), "1", Window(NOW), cursor=NOW).cursor == NOW


def test_more_than_one_look_takes_is_left_for_the_next_and_the_cursor_waits():
    shelf = Shelf([a_lead(number, NOW + seconds(number)) for number in range(10)], size=2)

    first = look(shelf, "1", Window(NOW - seconds(1)), cursor=None, most=3)
    second = look(shelf, "1", window_of(first.cursor, first.left, now=NOW), cursor=first.cursor, most=3)

    assert (len(first.leads), first.cursor) == (6, None)
    assert {lead.id for lead in first.leads + second.leads} == {str(number) for number in range(10)}
    assert (second.left, second.cursor) == (None, NOW + seconds(9))


def test_a_refusal_on_the_way_keeps_what_was_seen_and_one_at_once_is_told():
    shelf = Shelf([a_lead(number, NOW + seconds(number)) for number in range(4)], size=2)
    shelf.refuse = lambda asked: MetaRefused(Trouble.THROTTLED) if asked == 2 else None

    found = look(shelf, "1", Window(NOW - seconds(1)), cursor=None)

    assert (len(found.leads), found.refused.trouble, found.cursor) == (2, Trouble.THROTTLED, None)
    assert found.left.until == NOW + seconds(3)
    shelf.refuse = lambda asked: MetaRefused(Trouble.DEAD_TOKEN)
    with pytest.raises(MetaRefused):
        look(shelf, "1", Window(NOW), cursor=None)


def test_an_empty_page_with_more_behind_it_is_not_the_end_and_a_cursor_that_repeats_is():
    class Odd:
        def __init__(self, *answers):
            self.answers = list(answers)

        def leads(self, form_id, **asked):
            return self.answers.pop(0) if self.answers else pytest.fail("asked for ever")

    gap = Odd(Leads((), "A"), Leads((a_lead(1, NOW),), ""))
    circle = Odd(Leads((a_lead(1, NOW),), "A"), Leads((a_lead(1, NOW),), "A"))

    assert len(look(gap, "1", Window(NOW), cursor=None).leads) == 1
    assert len(look(circle, "1", Window(NOW), cursor=None).leads) == 1


@given(
    st.lists(st.integers(0, 30), max_size=25),
    st.integers(1, 4),
    st.integers(1, 3),
    st.sets(st.integers(1, 40), max_size=8),
)
def test_whatever_the_pages_and_refusals_every_lead_is_found(moments, size, most, refusals):
    leads = [a_lead(number, NOW + seconds(moment)) for number, moment in enumerate(moments)]
    shelf = Shelf(leads, size=max(size, max(map(moments.count, moments), default=1)))
    shelf.refuse = lambda asked: MetaRefused(Trouble.TRANSIENT) if asked in refusals else None
    cursor, left, found = None, None, set()

    for _ in range(80):
        try:
            seen = look(shelf, "1", window_of(cursor, left, now=NOW), cursor=cursor, most=most)
        except MetaRefused:
            continue
        found |= {lead.id for lead in seen.leads}
        cursor, left = seen.cursor, seen.left

    assert found == {lead.id for lead in leads}
    assert cursor == max((lead.created_at for lead in leads), default=None)
