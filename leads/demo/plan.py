"""Who writes in which order: people, their repeats, and what comes to triage."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from random import Random

from leads.demo.cast import Person, cast, relative
from leads.demo.people import Tongue

# Of a hundred people: who writes twice, and who comes back after their first enquiry had ended.
TWICE, BACK = 12, 4
# At the end of the 90 days, for triage to have something of each: companions, unchecked, incomplete, robots.
COMPANIONS, UNCHECKED, INCOMPLETE, ROBOTS = 4, 3, 3, 2
SERVER, PAGE = "server", "page"  # by the website's server, or by a page that could make no check
ACCEPTED, MERGED, DECLINED = "accepted", "merged", "declined"
COMPANION, ROBOT_CAME, NO_CHECK = "companion", "robot", "unchecked"
# What staff decided in the weeks before; an accepted one is a lead like the others. Few people get the first two.
DECIDED = (
    (NO_CHECK, ACCEPTED),
    (ROBOT_CAME, DECLINED),
    (COMPANION, ACCEPTED),
    (COMPANION, MERGED),
    (NO_CHECK, DECLINED),
    (ROBOT_CAME, DECLINED),
)
NEWEST = 5  # the last to write are new people, whom nobody has answered
ROBOT = {"first_name": "Best", "last_name": "Rankings", "email": "offers@promo.example"}


@dataclass(frozen=True)
class Planned:
    """`rank` is where in the row of all forms it stands: the number of people who wrote before."""

    rank: float
    person: Person
    tongue: Tongue
    way: str = SERVER
    returns: bool = False
    robot: bool = False
    decided: str = ""


def plan(draw: Random, leads: int) -> list[Planned]:
    """All forms of `leads` people, in order."""
    few = leads < 10 * COMPANIONS
    decided = DECIDED[:2] if few else DECIDED
    alone = leads - sum(decision == ACCEPTED for _, decision in decided)
    people = cast(draw)
    first = [Planned(number, *one) for number, one in enumerate(islice(people, alone))]
    end = max(alone - NEWEST, alone / 2)
    triage = [*_decided(draw, first, people, end, decided), *_for_triage(draw, first, people, end, few=few)]
    return sorted([*first, *_again(draw, first, end), *triage], key=lambda one: one.rank)


def _again(draw: Random, first: list[Planned], end: float) -> Iterator[Planned]:
    """Repeats, all before the newest people."""
    many = len(first)
    for one in draw.choices(first[: int(end)], k=many * TWICE // 100):
        yield Planned(_before(end, one.rank, draw.uniform(0.5, many / 5)), one.person, one.tongue)
    for one in draw.sample(first[: many // 2], k=many * BACK // 100):
        rank = _before(end, one.rank, draw.uniform(many / 3, many / 2))
        yield Planned(rank, one.person, one.tongue, returns=True)


def _before(end: float, rank: float, later: float) -> float:
    """So much later, or halfway to the end."""
    return rank + later if rank + later < end else (rank + end) / 2


def _decided(
    draw: Random,
    first: list[Planned],
    people: Iterator[tuple[Person, Tongue]],
    end: float,
    decided: tuple[tuple[str, str], ...],
) -> Iterator[Planned]:
    for kind, decision in decided:
        rank = end * draw.uniform(0.78, 0.94)
        known = draw.choice(first[: int(end * 0.7)])
        if kind == COMPANION:
            person = relative(draw, known.person, known.tongue)
            yield Planned(rank, person, known.tongue, decided=decision)
        elif kind == NO_CHECK:
            yield Planned(rank, *next(people), way=PAGE, decided=decision)
        else:
            yield Planned(rank, ROBOT, known.tongue, robot=True, decided=decision)


def _for_triage(
    draw: Random, first: list[Planned], people: Iterator[tuple[Person, Tongue]], end: float, *, few: bool
) -> Iterator[Planned]:
    def late() -> float:
        return end * draw.uniform(0.95, 1)

    for one in draw.sample(first[: int(end * 0.9)], k=1 if few else COMPANIONS):
        yield Planned(late(), relative(draw, one.person, one.tongue), one.tongue)
    for person, tongue in islice(people, 1 if few else UNCHECKED):
        yield Planned(late(), person, tongue, way=PAGE)
    for number, (person, tongue) in enumerate(islice(people, 1 if few else INCOMPLETE)):
        yield Planned(late(), _without(person, nameless=number % 2 == 0), tongue)
    for _ in range(1 if few else ROBOTS):
        yield Planned(late(), ROBOT, first[0].tongue, robot=True)


def _without(person: Person, *, nameless: bool) -> Person:
    gone = {"first_name", "last_name"} if nameless else {"phone", "email"}
    return {name: said for name, said in person.items() if name not in gone}
