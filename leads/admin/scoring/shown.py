"""What stands around the form: bars of a preview, versions, and how far a recalculation is."""

from dataclasses import dataclass

from leads.admin.scoring.form import LABELS
from leads.models import Recalculation, ScoringProfile, Temperature
from leads.services.scoring.keeping import BOUNDS, Wished
from leads.services.scoring.method import counted, profile_name
from leads.services.scoring.previewing import LEVELS, Preview

VERSIONS_SHOWN = 20


@dataclass(frozen=True)
class Bar:
    """How many leads lie in one level, before and after; `most` is the longest bar of all."""

    level: str
    before: int
    after: int
    most: int


@dataclass(frozen=True)
class Version:
    row: ScoringProfile
    name: str


def bars(seen: Preview) -> list[Bar]:
    most = max([*seen.before, *seen.after, 1])
    return [
        Bar(f"{least}–{highest}", before, after, most)
        for (least, highest), before, after in zip(LEVELS, seen.before, seen.after, strict=True)
    ]


def turns(seen: Preview) -> list[tuple[str, str, int]]:
    """(temperature, its name, how many turn so), hottest first."""
    return [(warmth.value, str(warmth.label), seen.turns[warmth]) for warmth in Temperature]


def versions() -> list[Version]:
    rows = ScoringProfile.objects.select_related("made_by")[:VERSIONS_SHOWN]
    return [Version(row, profile_name(row)) for row in rows]


def recalculation_at_work() -> Recalculation | None:
    return Recalculation.objects.filter(finished_at=None).first()


def differences(now: Wished, wanted: Wished) -> list[tuple[str, int, int]]:
    """(what, points now, points wanted) of all that two ways of scoring see differently."""
    bounds = [(str(LABELS[name][0]), getattr(now, name), getattr(wanted, name)) for name in BOUNDS]
    keys = dict.fromkeys((*now.weights, *wanted.weights))
    points = [(str(counted(key).name), now.weights.get(key, 0), wanted.weights.get(key, 0)) for key in keys]
    return [one for one in (*bounds, *points) if one[1] != one[2]]
