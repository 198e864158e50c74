"""From facts to a number, with the reason of every point."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leads.services.scoring.facts import Facts
from leads.services.scoring.profile import FULL, Factor, Profile
from leads.services.scoring.registry import judge


@dataclass(frozen=True)
class Scored:
    """`points`, from 0 to 100, are always the sum of the breakdown's rows; `Lead.score_breakdown` keeps these."""

    points: int
    breakdown: list[dict[str, Any]]
    temperature: str
    version: int  # of the profile


def score(facts: Facts, profile: Profile, *, now: datetime) -> Scored:
    """Pure: the same facts, profile and moment give the same score.

    A factor earns its share of `most`, rounded half up. What goes above 100 is taken off again in a row of its own.
    """
    rows = [_base(profile.base)] if profile.base else []
    rows += [_earned(factor, facts, now) for factor in profile.factors]
    total = sum(row["points"] for row in rows)
    if total > FULL:
        rows.append({"factor": "cap", "points": FULL - total, "most": 0, "reason": "cap", "values": {}})
    points = min(total, FULL)
    return Scored(points, rows, profile.temperature_of(points), profile.version)


def _base(points: int) -> dict[str, Any]:
    return {"factor": "base", "points": points, "most": points, "reason": "base", "values": {}}


def _earned(factor: Factor, facts: Facts, now: datetime) -> dict[str, Any]:
    judged = judge(factor.key, facts, factor.params, now)
    return {
        "factor": factor.key,
        "points": (2 * factor.most * judged.points + judged.of) // (2 * judged.of),
        "most": factor.most,
        "reason": judged.reason,
        "values": dict(judged.values),
    }
