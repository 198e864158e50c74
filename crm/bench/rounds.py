"""Candidates take short turns, one after another, again and again: a noisy neighbour disturbs all of them alike."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median

from crm.bench.body import STRIDE
from crm.bench.cpu import Clock
from crm.bench.load import Target, Turn, send
from crm.bench.options import Options

WARM_UP = 1.5  # seconds: pools fill, caches know the host and the key
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Result:
    """The medians of one candidate's turns, and all that went wrong in them."""

    rate: float
    p50: float
    p99: float
    web: float  # ms of processor time for one request, in the web workers
    stores: float  # the same in PostgreSQL and Redis
    requests: int  # in all turns, warming up too
    refused: int
    broken: int

    @property
    def cpu(self) -> float:
        return self.web + self.stores


@dataclass(frozen=True)
class Spent:
    """Turns with the processor seconds, in web and stores, that one request of each took."""

    turn: Turn
    web: float
    stores: float


@dataclass(frozen=True)
class Clocks:
    web: Clock
    stores: Clock

    def around(self, work: Callable[[], Turn]) -> Spent:
        web, stores = self.web(), self.stores()
        turn = work()
        each = max(1, turn.requests)
        return Spent(turn, (self.web() - web) / each, (self.stores() - stores) / each)


def measure(targets: Sequence[Target], options: Options, tell: Tell, clocks: Clocks) -> dict[str, Result]:
    turns: dict[str, list[Spent]] = {target.name: [] for target in targets}
    firsts = iter(range(STRIDE, 200 * STRIDE, STRIDE))
    for number in range(options.rounds + 1):
        seconds = options.seconds if number else min(WARM_UP, options.seconds)
        for target in targets:
            sending = partial(send, target, seconds=seconds, connections=options.connections, first=next(firsts))
            turns[target.name].append(clocks.around(sending))
            if number:
                rate = turns[target.name][-1].turn.rate
                tell(f"round {number} of {options.rounds}: {target.name:12} {rate:7.0f} /s")
    return {name: _result(made) for name, made in turns.items()}


def _result(spent: Sequence[Spent]) -> Result:
    """Medians of all but the first, which only warms up."""
    counted, turns = spent[1:], [one.turn for one in spent]
    return Result(
        rate=median(one.turn.rate for one in counted),
        p50=median(one.turn.p50 for one in counted),
        p99=median(one.turn.p99 for one in counted),
        web=median(one.web for one in counted) * 1000,
        stores=median(one.stores for one in counted) * 1000,
        requests=sum(turn.requests for turn in turns),
        refused=sum(turn.refused for turn in turns),
        broken=sum(turn.broken for turn in turns),
    )


def faults(results: Mapping[str, Result], rows: Mapping[str, int], options: Options) -> list[str]:
    """What makes the figures worthless: an answer but 201, none at all, or rows that are not there.

    The generator stops while answers are under way, at most one a connection and turn: so many rows may be more.
    """
    wrong = []
    for name, result in results.items():
        if result.refused or result.broken:
            wrong.append(f"{name}: {result.refused} answers other than 201, {result.broken} without an answer")
        more = rows[name] - result.requests
        if not 0 <= more <= options.connections * (options.rounds + 1):
            wrong.append(f"{name}: {result.requests} answers, {rows[name]} rows")
    return wrong
