"""One line of the report, the tree it stands in, and the days it is of. Pure."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution.services.report.numbers import Numbers
from attribution.services.report.period import LONGEST, Period, period_of
from attribution.services.report.tree import FIRST, Node, Opened, everything, grown, shown, total
from attribution.services.rollup.tallying import Tally
from crm.lib.errors import InvalidData

NOW = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
TIRANA = ZoneInfo("Europe/Tirane")


def numbers(leads=0, accepted=0, revenue=0, spend=0, **more):
    return Numbers(Tally(leads=leads, accepted=accepted, revenue=revenue), spend, **more)


def test_a_cost_is_shared_among_parts_of_people():
    line = numbers(leads=25_000, accepted=5_000, revenue=900_00 * 10_000, spend=100_00)

    assert (line.leads, line.accepted, line.revenue) == (Decimal("2.5"), Decimal("0.5"), 900_00)
    assert (line.cost_per_lead, line.cost_per_accepted, line.returned) == (40_00, 200_00, 9)


@pytest.mark.parametrize(
    "line",
    [numbers(leads=10_000, accepted=10_000, spend=0), numbers(spend=5), numbers(leads=10_000, spend=None)],
)
def test_nothing_is_divided_by_nothing(line):
    assert line.cost_per_accepted is None


def test_what_is_not_known_whole_is_no_cost_each_and_no_return():
    line = numbers(leads=10_000, accepted=10_000, revenue=1, spend=1, unrated_spend={"CHF": 1})
    paid = Numbers(Tally(10_000, 0, 10_000, 5, {"CHF": 10_000}), 1)

    assert (line.cost_per_lead, line.cost_per_accepted, line.returned) == (None, None, None)
    assert (paid.cost_per_accepted, paid.returned) == (1, None)


def test_a_line_holds_all_that_is_below_it():
    nodes = [Node(1, None, "channel", "Meta"), Node(2, 1, "campaign", "A"), Node(3, 2, "adset", "Women")]
    found = {2: numbers(leads=10_000, spend=5), 3: numbers(leads=20_000), 1: numbers(leads=1)}

    (root,) = grown(nodes, found)

    assert [(line.node.name, line.numbers.tally.leads) for line in everything([root])] == [
        ("Meta", 30_001),
        ("A", 30_000),
        ("Women", 20_000),
    ]
    assert [line.node.name for line in shown([root], Opened())] == ["Meta", "A"]
    assert [line.node.name for line in shown([root], Opened(open={2}))] == ["Meta", "A", "Women"]


def test_of_many_the_last_are_one_line_with_their_sum_until_all_are_asked_for():
    nodes = [Node(0, None, "channel", "Meta"), *(Node(pk, 0, "campaign", f"{pk}") for pk in range(1, FIRST + 4))]
    (root,) = grown(nodes, {pk: numbers(leads=100 - pk) for pk in range(1, FIRST + 4)})

    lines, every = list(shown([root], Opened())), list(shown([root], Opened(whole={0})))

    assert [line.others for line in lines] == [0] * (FIRST + 1) + [3]
    assert total(line for line in lines if line.depth).tally == root.numbers.tally
    assert (len(every), {line.others for line in every}) == (FIRST + 4, {0})


def test_what_was_closed_shows_nothing_below_it():
    (root,) = grown([Node(1, None, "channel", "Meta"), Node(2, 1, "campaign", "A")], {2: numbers(leads=1)})

    assert [line.node.name for line in shown([root], Opened(closed={1}))] == ["Meta"]


def test_one_that_was_merged_is_shown_no_more_and_counts_for_the_one_above():
    nodes = [
        Node(1, None, "channel", "Meta"),
        Node(2, 1, "campaign", "A"),
        Node(3, 2, "campaign", "A (copy)", is_merged=True),
        Node(4, 3, "adset", "Women"),
    ]

    (root,) = grown(nodes, {3: numbers(leads=5), 4: numbers(leads=2)})

    assert [line.node.name for line in everything([root])] == ["Meta", "A", "Women"]
    assert root.below[0].numbers.tally.leads == 7


@given(
    st.dictionaries(st.integers(1, 8), st.tuples(st.none() | st.integers(1, 8), st.booleans()), min_size=1),
    st.dictionaries(st.integers(1, 8), st.integers(1, 10)),
)
def test_no_number_is_lost_whatever_the_tree_looks_like(parents, counts):
    nodes = [Node(pk, parent, "campaign", str(pk), False, merged) for pk, (parent, merged) in parents.items()]
    counts = {pk: number for pk, number in counts.items() if pk in parents}
    lost = {pk for pk in counts if _ends_in_merged(pk, parents)}

    lines = grown(nodes, {pk: numbers(leads=number) for pk, number in counts.items()})

    assert total(lines).tally.leads == sum(number for pk, number in counts.items() if pk not in lost)


def _ends_in_merged(pk, parents):
    """A merged one always lies under one that is shown: the database has no other."""
    seen = set()
    while pk in parents and parents[pk][1] and pk not in seen:
        seen.add(pk)
        pk = parents[pk][0]
    return pk not in parents or parents[pk][1]


@pytest.mark.parametrize(("said", "days"), [("7", 7), ("30", 30), ("90", 90), ("", 30), ("31", 30), ("x", 30)])
def test_a_period_ends_today_by_the_clinics_clock(said, days):
    asked = period_of(said, "", "", now=NOW, zone=TIRANA)

    assert (asked.last, asked.days, asked.length) == (date(2026, 11, 23), days, days)


def test_a_range_is_of_both_its_days():
    assert period_of("range", "2026-11-01", "2026-11-03", now=NOW, zone=TIRANA).days == 3


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-11-02", "2026-11-01"),
        ("", "2026-11-01"),
        ("x", "y"),
        ("2019-01-01", "2026-01-01"),
        ("0001-01-01", "0001-01-02"),
    ],
)
def test_what_is_no_range_is_refused(first, last):
    with pytest.raises(InvalidData):
        period_of("range", first, last, now=NOW, zone=TIRANA)


def test_a_range_may_be_three_years():
    first = date(2026, 1, 1)
    last = first + timedelta(days=LONGEST - 1)

    assert period_of("range", str(first), str(last), now=NOW, zone=TIRANA) == Period(first, last)
