"""What becomes of a connection, and of a lead that is still to be fetched, after Meta said no (INTEGRATIONS 3.4).
Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from attribution.meta_leads.services.pacing import rest_after_refusal
from attribution.providers.meta_leads.base import MetaRefused, Trouble

RED_AFTER = 3  # failures in a row
# Nothing that time mends: somebody has to connect the page again, or set the app's secret right.
_BREAKS = {Trouble.DEAD_TOKEN, Trouble.PERMISSION, Trouble.PROOF}
_OF_THIS_LEAD = {Trouble.MISSING, Trouble.OTHER}
# A fresh lead can lag behind its webhook; after an hour it is kept from us (Leads Access Manager).
_AGAIN = tuple(timedelta(minutes=minutes) for minutes in (1, 4, 10, 20, 25))
_PATIENCE = timedelta(days=3)  # with what passes: Meta keeps a lead for 90 days, and the poll brings it too


class State(StrEnum):
    OK = "ok"
    RESTING = "resting"
    BROKEN = "broken"


class Fate(StrEnum):
    AGAIN = "again"
    UNFETCHED = "unfetched"  # shown to staff with the hint about leads access
    WAITS = "waits"  # until its connection is mended


@dataclass(frozen=True)
class Standing:
    """`rest` is for how long nobody asks; None for a broken one, which is not asked again by itself. `is_red` is
    what staff see, and `tells` whether Admins hear of it now: once until it is well again. `is_of_whole_app`:
    whoever asks through the same app rests too."""

    state: State
    rest: timedelta | None = timedelta()
    failures: int = 0
    is_red: bool = False
    tells: bool = False
    is_of_whole_app: bool = False


@dataclass(frozen=True)
class Next:
    fate: Fate
    after: timedelta = timedelta()


WELL = Standing(State.OK)


def after_refusal(refused: MetaRefused, *, failures: int, was_told: bool, chance: float) -> Standing:
    """Of a connection that had failed `failures` times in a row before. What is only one lead's or form's trouble
    is none of it."""
    if refused.trouble is Trouble.MISSING:
        return Standing(State.OK, failures=failures)
    if refused.trouble in _BREAKS:
        return Standing(State.BROKEN, None, failures + 1, is_red=True, tells=not was_told)
    fails = failures + 1 >= RED_AFTER and refused.trouble is not Trouble.THROTTLED
    is_red = fails or refused.trouble is Trouble.BLOCKED
    rest = rest_after_refusal(refused, failures + 1, chance=chance)
    return Standing(State.RESTING, rest, failures + 1, is_red, is_red and not was_told, refused.is_of_whole_app)


def of_lead(refused: MetaRefused, *, attempts: int, first_at: datetime, now: datetime, chance: float) -> Next:
    """Of one lead that was asked for `attempts` times by now, the first time at `first_at`."""
    if refused.trouble in _BREAKS:
        return Next(Fate.WAITS)
    if refused.trouble in _OF_THIS_LEAD:
        late = attempts > len(_AGAIN) or now - first_at >= timedelta(hours=1)
        return Next(Fate.UNFETCHED) if late else Next(Fate.AGAIN, _AGAIN[max(attempts, 1) - 1])
    if now - first_at >= _PATIENCE:
        return Next(Fate.UNFETCHED)
    return Next(Fate.AGAIN, rest_after_refusal(refused, attempts, chance=chance))
