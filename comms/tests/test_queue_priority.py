"""Who is called next: the pure rule (F:C9, F 2b)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from comms.services.queue.priority import CLOSING, Facts, Why, rank
from leads.models import FollowUp

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ROME = ZoneInfo("Europe/Rome")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
moments = st.none() | st.integers(-10_000, 10_000).map(lambda minutes: NOW + minutes * MINUTE)
known = st.builds(
    Facts,
    pk=st.integers(1, 10**9),
    zone=st.sampled_from([ROME, ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")]),
    waits=st.booleans(),
    arrived_at=st.just(NOW - HOUR),
    answer_due=moments,
    follow_up=moments,
    follow_up_why=st.sampled_from(FollowUp.values),
    window_until=moments,
    score=st.integers(0, 100),
    tries=st.integers(0, 20),
    language=st.sampled_from(["", "it", "de"]),
)


def at(hour: int, zone: ZoneInfo = ROME) -> datetime:
    return datetime(2026, 11, 20, hour, tzinfo=zone)


def whys(facts: Facts, now: datetime = NOW, languages: tuple[str, ...] = ()) -> list[Why]:
    found = rank(facts, languages, now)
    return [one.why for one in found.reasons] if found else []


def test_who_has_nothing_due_is_not_in_the_queue():
    later = Facts(1, ROME, follow_up=NOW + MINUTE, score=100, language="it")

    assert rank(later, ["it"], NOW) is None


def test_a_follow_up_is_due_at_its_minute_and_says_whether_they_asked_for_it():
    due = Facts(1, ROME, follow_up=NOW, follow_up_why=FollowUp.TRY_AGAIN)

    assert whys(due) == [Why.DUE]
    assert whys(replace(due, follow_up_why=FollowUp.CALL_BACK)) == [Why.CALLBACK]


def test_an_answer_that_is_late_outranks_one_that_is_not_yet():
    soon = Facts(1, ROME, waits=True, answer_due=NOW + MINUTE)
    late = Facts(2, ROME, waits=True, answer_due=NOW - MINUTE)

    assert rank(late, [], NOW).place < rank(soon, [], NOW).place


def test_a_window_that_closes_soon_is_a_reason_and_one_that_closed_is_none():
    soon = Facts(1, ROME, window_until=NOW + CLOSING)

    assert whys(soon) == [Why.CLOSING]
    assert whys(replace(soon, window_until=NOW)) == []
    assert whys(replace(soon, window_until=NOW + CLOSING + MINUTE)) == []


def test_nobody_is_called_before_nine_or_from_eight_in_the_evening_of_their_own_day():
    waits = Facts(1, ROME, waits=True, answer_due=NOW - 24 * HOUR)

    assert [hour for hour in range(24) if rank(waits, [], at(hour))] == list(range(9, 20))


def test_who_asked_for_this_moment_or_called_themselves_is_called_at_any_hour():
    night = at(22)
    asked = Facts(1, ROME, follow_up=night - MINUTE, follow_up_why=FollowUp.CALL_BACK)
    called = Facts(2, ROME, missed_at=night - MINUTE)

    assert rank(asked, [], night)
    assert rank(called, [], night)


def test_who_speaks_their_language_sees_them_earlier_and_who_does_not_later():
    lead = Facts(1, ROME, waits=True, arrived_at=NOW - HOUR, language="de")

    german, nobody_said, italian = (rank(lead, spoken, NOW).points for spoken in (["de"], [], ["it"]))
    assert german > nobody_said > italian


def test_who_was_skipped_stands_behind_all_others_for_four_hours_unless_they_call():
    skipped = Facts(1, ROME, waits=True, answer_due=NOW - HOUR, score=100, skipped_at=NOW - 4 * HOUR + MINUTE)
    plain = rank(Facts(2, ROME, waits=True, arrived_at=NOW), [], NOW)

    assert rank(skipped, [], NOW).place > plain.place
    assert rank(replace(skipped, skipped_at=NOW - 4 * HOUR), [], NOW).place < plain.place
    assert rank(replace(skipped, missed_at=NOW - MINUTE), [], NOW).place < plain.place


@given(one=known, two=known, three=known)
def test_inbound_calls_outrank_voicemails_which_outrank_everybody_else(one, two, three):
    missed = rank(replace(one, missed_at=NOW - HOUR), ["it"], NOW)
    voicemail = rank(replace(two, voicemail_at=NOW - HOUR), ["it"], NOW)
    other = rank(three, ["it"], NOW)

    assert missed.place < voicemail.place
    assert other is None or voicemail.place < other.place


@given(facts=st.lists(known, max_size=12, unique_by=lambda one: one.pk), now=st.integers(-500, 500))
def test_no_two_share_a_place_so_that_the_order_is_the_same_however_they_come(facts, now):
    moment = NOW + now * MINUTE

    places = [found.place for one in facts if (found := rank(one, ["it"], moment))]

    assert len(set(places)) == len(places)


@given(facts=known)
def test_the_points_are_the_sum_of_the_reasons_that_are_told(facts):
    found = rank(facts, ["de"], NOW)

    assert found is None or found.points == sum(one.points for one in found.reasons)
    assert found is None or found.reasons
