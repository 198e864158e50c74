"""Who is called next: one pure function over what is known of a lead, which says why (F:C9, F 2b)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from zoneinfo import ZoneInfo

from leads.models import FollowUp

OPENS, CLOSES = 9, 20  # hours of the patient's day in which we call
CLOSING = timedelta(hours=2, minutes=30)  # a window that closes within it is soon (LOOK 4)
SKIPPED = timedelta(hours=4)  # how long somebody stays behind the others


class Tier(IntEnum):
    """Inbound calls outrank voicemails, which outrank everybody else (F 2b)."""

    SKIPPED = 0
    OTHER = 1
    VOICEMAIL = 2
    MISSED = 3


class Why(StrEnum):
    MISSED = "missed"
    VOICEMAIL = "voicemail"
    CALLBACK = "callback"
    LATE = "late"
    WAITS = "waits"
    CLOSING = "closing"
    DUE = "due"
    SCORE = "score"
    TRIED = "tried"
    LANGUAGE = "language"


POINTS = {
    Why.CALLBACK: 600, Why.LATE: 500, Why.WAITS: 300, Why.DUE: 250, Why.CLOSING: 150, Why.LANGUAGE: 60,
}  # fmt: skip
NO_LANGUAGE, TRIED, MOST_TRIED, MOST_LATE = -120, -25, 4, 100


@dataclass(frozen=True)
class Facts:
    """What is known of a lead; moments are aware. `waits`: they wrote, and nobody answered."""

    pk: int
    zone: ZoneInfo
    waits: bool = False
    arrived_at: datetime | None = None
    answer_due: datetime | None = None
    follow_up: datetime | None = None
    follow_up_why: str = ""
    window_until: datetime | None = None
    missed_at: datetime | None = None
    voicemail_at: datetime | None = None
    score: int = 0
    tries: int = 0
    language: str = ""
    skipped_at: datetime | None = None


@dataclass(frozen=True)
class Reason:
    """Why somebody is where they are: `points` of the sum, `at` the moment it is about."""

    why: Why
    points: int
    at: datetime | None = None
    number: int = 0


@dataclass(frozen=True)
class Rank:
    """A place in the queue. Two leads never have the same: the key of the lead breaks a tie."""

    facts: Facts
    tier: Tier
    reasons: tuple[Reason, ...]

    @property
    def points(self) -> int:
        return sum(one.points for one in self.reasons)

    @property
    def place(self) -> tuple[float, ...]:
        """The smallest is next. Who was skipped longest ago comes first of those."""
        skipped = self.facts.skipped_at.timestamp() if self.tier is Tier.SKIPPED else 0
        return -self.tier, skipped, -self.points, self.facts.pk


def rank(facts: Facts, languages: Collection[str], now: datetime) -> Rank | None:
    """The place of this lead for a colleague who speaks `languages`, or None: not to be called now.

    By night nobody is called who did not ask for this moment, or call themselves.
    """
    wanted = [one for one in (*_called(facts), *_waiting(facts, now), *_due(facts, now)) if one]
    asked = {one.why for one in wanted} & {Why.MISSED, Why.VOICEMAIL, Why.CALLBACK}
    if not wanted or not (asked or is_day(facts.zone, now)):
        return None
    return Rank(facts, _tier(facts, now), (*wanted, *_chances(facts, languages)))


def is_day(zone: ZoneInfo, now: datetime) -> bool:
    return OPENS <= now.astimezone(zone).hour < CLOSES


def _tier(facts: Facts, now: datetime) -> Tier:
    skipped = facts.skipped_at
    since = max((one for one in (facts.missed_at, facts.voicemail_at) if one), default=None)
    if skipped and now < skipped + SKIPPED and not (since and since > skipped):
        return Tier.SKIPPED
    if facts.missed_at:
        return Tier.MISSED
    return Tier.VOICEMAIL if facts.voicemail_at else Tier.OTHER


def _called(facts: Facts) -> list[Reason]:
    called = ((Why.MISSED, facts.missed_at), (Why.VOICEMAIL, facts.voicemail_at))
    return [Reason(why, 0, at) for why, at in called if at]


def _waiting(facts: Facts, now: datetime) -> list[Reason]:
    found = []
    if facts.waits and facts.answer_due and facts.answer_due < now:
        found.append(Reason(Why.LATE, POINTS[Why.LATE] + _lateness(facts.answer_due, now), facts.answer_due))
    elif facts.waits:
        found.append(Reason(Why.WAITS, POINTS[Why.WAITS], facts.answer_due or facts.arrived_at))
    if facts.window_until and now < facts.window_until <= now + CLOSING:
        found.append(Reason(Why.CLOSING, POINTS[Why.CLOSING], facts.window_until))
    return found


def _due(facts: Facts, now: datetime) -> list[Reason]:
    if facts.follow_up is None or facts.follow_up > now:
        return []
    why = Why.CALLBACK if facts.follow_up_why == FollowUp.CALL_BACK else Why.DUE
    return [Reason(why, POINTS[why] + _lateness(facts.follow_up, now), facts.follow_up)]


def _lateness(due: datetime, now: datetime) -> int:
    """A point a minute, up to MOST_LATE: whoever waits since weeks does not hold up all others."""
    return min(int((now - due) / timedelta(minutes=1)), MOST_LATE)


def _chances(facts: Facts, languages: Collection[str]) -> list[Reason]:
    found = [Reason(Why.SCORE, facts.score, number=facts.score)] if facts.score else []
    if facts.tries:
        found.append(Reason(Why.TRIED, TRIED * min(facts.tries, MOST_TRIED), number=facts.tries))
    if facts.language and languages:
        speaks = facts.language in languages
        found.append(Reason(Why.LANGUAGE, POINTS[Why.LANGUAGE] if speaks else NO_LANGUAGE, number=speaks))
    return found
