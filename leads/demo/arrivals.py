"""Website forms as they might have come in over 90 days; the same seed and end give the same forms."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from leads.demo.cast import Person
from leads.demo.moments import moments
from leads.demo.plan import ROBOT, SERVER, Planned, plan
from leads.demo.visits import visit

OFFER = "We put your website on page one. Answer today and pay half."


@dataclass(frozen=True)
class Form:
    """One arrival. `returns`: somebody whose last enquiry had come to nothing by then. `decided`: what staff soon
    made of it."""

    at: datetime
    body: bytes
    person: Person
    way: str = SERVER
    returns: bool = False
    decided: str = ""


def arrivals(*, leads: int, seed: str, until: datetime) -> Iterator[Form]:
    """Of `leads` different people, of those who wrote again, and of those who wait in triage; oldest first.

    Who writes what in which order depends on `seed` alone, so that an interrupted run goes on where it ended.
    """
    draw = Random(seed)  # noqa: S311  repeatable on purpose
    planned = plan(draw, leads)
    for at, one in zip(moments(len(planned), seed=seed, until=until), planned, strict=True):
        told = _robot(at) if one.robot else _told(draw, one, at)
        body = json.dumps({name: said for name, said in told.items() if said}, ensure_ascii=False).encode()
        yield Form(at, body, one.person, one.way, one.returns, one.decided)


def _told(draw: Random, one: Planned, at: datetime) -> dict[str, Any]:
    is_terse = not one.person.get("last_name") and bool(one.person.get("first_name"))
    return one.person | visit(draw, one.tongue, at, is_terse=is_terse)


def _robot(at: datetime) -> dict[str, str]:
    return ROBOT | {"message": f"{OFFER} {at:%d %b}", "company_website": "https://promo.example/"}
