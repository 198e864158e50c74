"""A day of one page in memory, minute by minute: Meta with its faults on one side, our rules on the other, and a
ledger of what was taken in."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from attribution.meta_leads.services.looking import Window, look, window_of
from attribution.meta_leads.services.pacing import EVERY
from attribution.meta_leads.services.standing import Fate, State, after_refusal, of_lead
from attribution.meta_leads.tests.shelf import Shelf, a_lead
from attribution.providers.meta_leads.base import MetaLead, MetaRefused, Trouble

MIDNIGHT = datetime(2026, 11, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PASSING = (Trouble.TRANSIENT, Trouble.THROTTLED)
LAG = timedelta(minutes=2)  # a fresh lead that its webhook was quicker than


class Meta(Shelf):
    """Its token ends and is made good; of what is asked a part goes wrong. `asked_dead` counts questions with a
    dead token."""

    def __init__(self, leads: list[MetaLead], chance: Random, wrong: float) -> None:
        super().__init__(leads, size=5)
        self.chance, self.wrong, self.is_alive, self.asked_dead = chance, wrong, True, 0
        self.now = MIDNIGHT
        self.future, self.all = sorted(self.all, key=lambda lead: lead.created_at), []
        self.refuse = self._refusal

    def goes_on(self, now: datetime) -> list[MetaLead]:
        """What was filled in by now; forms show it at once."""
        fresh = [lead for lead in self.future if lead.created_at <= now]
        self.now, self.future = now, self.future[len(fresh) :]
        self.all += fresh
        return fresh

    def lead(self, leadgen_id: str) -> MetaLead:
        self._count()
        found = next(lead for lead in self.all if lead.id == leadgen_id)
        if self.now - found.created_at < LAG and self.chance.random() < 0.5:
            raise MetaRefused(Trouble.MISSING, code="100", subcode="33")
        return found

    def _refusal(self, asked: int) -> MetaRefused | None:
        if not self.is_alive:
            self.asked_dead += 1
            return MetaRefused(Trouble.DEAD_TOKEN, code="190", subcode="463")
        return MetaRefused(self.chance.choice(PASSING)) if self.chance.random() < self.wrong else None


@dataclass
class Wanted:
    """A lead that a webhook told of and nobody has fetched yet; `at` None waits for the connection."""

    first_at: datetime
    at: datetime | None
    attempts: int = 0


@dataclass
class Ours:
    """Our side: one row for each lead (`taken`), as a unique id in a table has it."""

    meta: Meta
    chance: Random
    taken: set[str] = field(default_factory=set)
    entered: Counter = field(default_factory=Counter)
    unfetched: set[str] = field(default_factory=set)
    wanted: dict[str, Wanted] = field(default_factory=dict)
    cursor: datetime | None = None
    left: Window | None = None
    state: State = State.OK
    rest_until: datetime = MIDNIGHT
    failures: int = 0
    was_told: bool = False
    told: int = 0

    def heard(self, leadgen_id: str, now: datetime) -> None:
        """A webhook; the same one twice is one row."""
        if leadgen_id not in self.taken | self.wanted.keys():
            self.wanted[leadgen_id] = Wanted(now, now)

    def enter(self, lead: MetaLead) -> None:
        self.wanted.pop(lead.id, None)
        self.unfetched.discard(lead.id)
        if lead.id not in self.taken:
            self.taken.add(lead.id)
            self.entered[lead.id] += 1

    def fetch(self, now: datetime) -> None:
        due = [name for name, one in self.wanted.items() if one.at and one.at <= now]
        for leadgen_id in due:
            if self.state is State.BROKEN or now < self.rest_until:
                return
            one = self.wanted[leadgen_id]
            one.attempts += 1
            try:
                self.enter(self.meta.lead(leadgen_id))
                self.well()
            except MetaRefused as no:
                self.refused(no, now)
                self.postpone(leadgen_id, no, now)

    def postpone(self, leadgen_id: str, no: MetaRefused, now: datetime) -> None:
        one = self.wanted[leadgen_id]
        said = of_lead(no, attempts=one.attempts, first_at=one.first_at, now=now, chance=self.chance.random())
        one.at = now + said.after if said.fate is Fate.AGAIN else None
        if said.fate is Fate.UNFETCHED:
            self.unfetched.add(leadgen_id)
            del self.wanted[leadgen_id]

    def poll(self, now: datetime) -> None:
        if self.state is State.BROKEN or now < self.rest_until:
            return
        try:
            window = window_of(self.cursor, self.left, now=now)
            found = look(self.meta, "1", window, cursor=self.cursor, most=2)
        except MetaRefused as no:
            self.refused(no, now)
            return
        for lead in found.leads:
            self.enter(lead)
        self.cursor, self.left = found.cursor, found.left
        self.well()
        if found.refused:
            self.refused(found.refused, now)

    def well(self) -> None:
        self.state, self.failures, self.was_told = State.OK, 0, False

    def refused(self, no: MetaRefused, now: datetime) -> None:
        said = after_refusal(no, failures=self.failures, was_told=self.was_told, chance=self.chance.random())
        self.state, self.failures = said.state, said.failures
        self.rest_until = max(self.rest_until, now + (said.rest or timedelta()))
        self.told += said.tells
        self.was_told |= said.tells

    def connected_again(self, now: datetime) -> None:
        self.well()
        self.rest_until = now
        for one in self.wanted.values():
            one.at = one.at or now


@dataclass
class Day:
    """What happened. `lost` are leads that no webhook told of."""

    meta: Meta
    ours: Ours
    ends: int = 0
    lost: int = 0
    doubled: int = 0


def lived(seed: int, *, leads: int = 60, ends: int = 2, wrong: float = 0.05, polls: bool = True) -> Day:
    """A day of `leads`, of whose webhooks a tenth is lost and a twentieth comes twice, some of them late; the token
    ends `ends` times, and hours go by until somebody connects the page again. The day after is quiet."""
    chance = Random(seed)
    moments = [MIDNIGHT + timedelta(seconds=chance.randrange(24 * 3600)) for _ in range(leads)]
    meta = Meta([a_lead(number, at) for number, at in enumerate(moments)], chance, wrong)
    day = Day(meta, Ours(meta, chance), ends)
    dies = sorted(MIDNIGHT + MINUTE * chance.randrange(24 * 60) for _ in range(ends))
    mended = [at + MINUTE * chance.randrange(30, 300) for at in dies]
    hooks: list[tuple[datetime, str]] = []
    now = MIDNIGHT
    while now < MIDNIGHT + timedelta(hours=36):
        now += MINUTE
        for lead in meta.goes_on(now):
            hooks += _hooks(day, lead, now)
        meta.wrong = wrong if now < MIDNIGHT + timedelta(days=1) else 0
        meta.is_alive = not any(dead <= now < well for dead, well in zip(dies, mended, strict=True))
        if now in mended and meta.is_alive:
            day.ours.connected_again(now)
        for leadgen_id in [name for at, name in hooks if at <= now]:
            day.ours.heard(leadgen_id, now)
        hooks = [hook for hook in hooks if hook[0] > now]
        day.ours.fetch(now)
        if polls and (now - MIDNIGHT) % EVERY == timedelta():
            day.ours.poll(now)
    return day


def _hooks(day: Day, lead: MetaLead, now: datetime) -> list[tuple[datetime, str]]:
    dice = day.meta.chance.random()
    if dice < 0.10:
        day.lost += 1
        return []
    again = dice < 0.15
    day.doubled += again
    return [(now + MINUTE * day.meta.chance.choice((0, 0, 0, 1, 20)), lead.id) for _ in range(1 + again)]
