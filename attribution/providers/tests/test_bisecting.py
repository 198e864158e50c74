from math import ceil, log2

from hypothesis import given
from hypothesis import strategies as st

from attribution.providers.answers import OutcomeUnknown, Refused, Trouble
from attribution.providers.bisecting import one_by_half
from crm.lib.errors import ProviderAway


class Meta:
    """Refuses any call that holds a bad event; keeps what it took."""

    def __init__(self, bad=(), lost=()):
        self.bad, self.lost, self.taken, self.calls = set(bad), set(lost), [], 0

    def send(self, events):
        self.calls += 1
        if self.bad & set(events):
            raise Refused(Trouble.EVENT, code="100/2804050")
        self.taken += events
        if self.lost & set(events):
            raise OutcomeUnknown("gone")
        return "trace"


@given(st.integers(0, 50), st.data())
def test_all_but_the_bad_ones_are_taken_once_and_in_order(count, data):
    events = list(range(count))
    bad = data.draw(st.sets(st.sampled_from(events), max_size=5)) if events else set()
    meta = Meta(bad)

    found = list(one_by_half(events, meta.send))

    assert meta.taken == [one for one in events if one not in bad]
    assert [one for part in found for one in part.events] == events
    assert {one for part in found if not part.was_taken for one in part.events} == bad


def test_one_bad_event_of_fifty_is_found_in_few_calls():
    for bad in range(50):
        meta = Meta([bad])

        list(one_by_half(range(50), meta.send))

        assert meta.calls <= 2 * ceil(log2(50)) + 1


@given(st.sets(st.integers(0, 19), max_size=4), st.sets(st.integers(0, 19), max_size=4))
def test_what_is_unknown_is_never_sent_again(bad, lost):
    meta = Meta(bad, lost)

    list(one_by_half(range(20), meta.send))

    assert len(meta.taken) == len(set(meta.taken))


def test_a_refusal_of_the_whole_destination_ends_it_and_says_what_was_not_tried():
    asked = []

    def send(events):
        asked.append(tuple(events))
        if len(asked) == 1:
            raise Refused(Trouble.EVENT)
        raise Refused(Trouble.AUTH, code="190")

    found = list(one_by_half(range(4), send))

    assert asked == [(0, 1, 2, 3), (0, 1)]
    assert [(part.events, part.tried) for part in found] == [((0, 1), True), ((2, 3), False)]


def test_nobody_at_home_ends_it_too():
    def send(events):
        raise ProviderAway("ConnectError")

    assert [part.was_taken for part in one_by_half(range(3), send)] == [False]
