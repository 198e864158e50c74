"""Website forms as they might have come in over 90 days; the same seed and end give the same forms."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from random import Random
from typing import Any

from leads.demo.cast import Person, cast, relative
from leads.demo.moments import moments
from leads.demo.people import Tongue
from leads.demo.visits import visit

# Of a hundred people: who writes twice, and who comes back after their first enquiry had ended.
TWICE, BACK = 12, 4
# At the end of the 90 days, for triage to have something of each: companions, unchecked, incomplete, robots.
COMPANIONS, UNCHECKED, INCOMPLETE, ROBOTS = 4, 3, 3, 2
SERVER, PAGE = "server", "page"  # by the website's server, or by a page that could make no check
ROBOT = {"first_name": "Best", "last_name": "Rankings", "email": "offers@promo.example"}
OFFER = "We put your website on page one. Answer today and pay half."


@dataclass(frozen=True)
class Form:
    """One arrival. `returns`: somebody whose last enquiry had come to nothing by then."""

    at: datetime
    body: bytes
    person: Person
    way: str = SERVER
    returns: bool = False


@dataclass(frozen=True)
class _Planned:
    """`rank` is where in the row of all forms it stands: the number of people who wrote before."""

    rank: float
    person: Person
    tongue: Tongue
    way: str = SERVER
    returns: bool = False
    robot: bool = False


def arrivals(*, leads: int, seed: str, until: datetime) -> Iterator[Form]:
    """Of `leads` different people, of those who wrote again, and of those who wait in triage; oldest first.

    Who writes what in which order depends on `seed` alone, so that an interrupted run goes on where it ended.
    """
    draw = Random(seed)  # noqa: S311  repeatable on purpose
    plan = sorted(_plan(draw, leads), key=lambda one: one.rank)
    for at, one in zip(moments(len(plan), seed=seed, until=until), plan, strict=True):
        told = _robot(at) if one.robot else _told(draw, one, at)
        body = json.dumps({name: said for name, said in told.items() if said}, ensure_ascii=False).encode()
        yield Form(at, body, one.person, one.way, one.returns)


def _plan(draw: Random, leads: int) -> Iterator[_Planned]:
    people = cast(draw)
    first = [_Planned(number, *one) for number, one in enumerate(islice(people, leads))]
    yield from first
    for one in draw.choices(first, k=leads * TWICE // 100):
        yield _Planned(one.rank + draw.uniform(0.5, leads / 5), one.person, one.tongue)
    for one in draw.sample(first[: leads // 2], k=leads * BACK // 100):
        yield _Planned(one.rank + draw.uniform(leads / 3, leads / 2), one.person, one.tongue, returns=True)
    yield from _for_triage(draw, first, people)


def _for_triage(draw: Random, first: list[_Planned], people: Iterator[tuple[Person, Tongue]]) -> Iterator[_Planned]:
    def late() -> float:
        return len(first) * draw.uniform(0.95, 1)

    few = len(first) < 10 * COMPANIONS
    for one in draw.sample(first[: len(first) * 9 // 10], k=1 if few else COMPANIONS):
        yield _Planned(late(), relative(draw, one.person, one.tongue), one.tongue)
    for person, tongue in islice(people, 1 if few else UNCHECKED):
        yield _Planned(late(), person, tongue, way=PAGE)
    for number, (person, tongue) in enumerate(islice(people, 1 if few else INCOMPLETE)):
        yield _Planned(late(), _without(person, nameless=number % 2 == 0), tongue)
    for _ in range(1 if few else ROBOTS):
        yield _Planned(late(), ROBOT, first[0].tongue, robot=True)


def _without(person: Person, *, nameless: bool) -> Person:
    gone = {"first_name", "last_name"} if nameless else {"phone", "email"}
    return {name: said for name, said in person.items() if name not in gone}


def _told(draw: Random, one: _Planned, at: datetime) -> dict[str, Any]:
    is_terse = not one.person.get("last_name") and bool(one.person.get("first_name"))
    return one.person | visit(draw, one.tongue, at, is_terse=is_terse)


def _robot(at: datetime) -> dict[str, str]:
    return ROBOT | {"message": f"{OFFER} {at:%d %b}", "company_website": "https://promo.example/"}
