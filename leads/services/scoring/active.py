"""Which profile a clinic scores by."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from crm.lib.ttl import TTLCache
from leads.models import ScoringProfile
from leads.services.scoring.presets import DEFAULT
from leads.services.scoring.profile import Profile, factors_of
from tenants.context import current_clinic
from tenants.services.find import find

# A version is never changed, only followed by another: what was read once stays true.
_read: dict[tuple[UUID, int], Profile] = {}
_MOST_KEPT = 10_000
# The first version of a clinic is the one that we ship, wherever and whenever the clinic is made.
SHIPPED = datetime(2026, 11, 21, tzinfo=UTC)
CACHE_SECONDS = 3
_in_use: TTLCache[int | None] = TTLCache(seconds=CACHE_SECONDS)
Load = Callable[[int], ScoringProfile]


def active_profile() -> Profile:
    """The default preset where there is none. Which one it is is believed for CACHE_SECONDS, and a process reads
    its contents once: a score of seconds ago is no wrong one, and says by which version it was made."""
    return profile_of(_in_use.get_or(current_clinic().uuid, _asked))


def forget_profiles_in_use() -> None:
    _in_use.clear()


def _asked() -> int | None:
    found = find(ScoringProfile, ["id"], [{"is_active": True}])
    return found[0][0] if found else None


def profile_of(pk: int | None, *, load: Load | None = None) -> Profile:
    """The profile of a row whose key is known; `load(pk)` gives the row when this process has not seen it."""
    if pk is None:
        return DEFAULT.profile()
    key = (current_clinic().uuid, pk)
    if key not in _read:
        row = load(pk) if load else ScoringProfile.objects.get(pk=pk)
        if len(_read) >= _MOST_KEPT:
            _read.clear()
        _read[key] = _profile(row)
    return _read[key]


def profile_pack() -> None:
    """Give a clinic without profiles the default preset, in use."""
    if ScoringProfile.objects.exists():
        return
    first = ScoringProfile(
        version=1,
        name=str(DEFAULT.name),
        preset=DEFAULT.key,
        base=DEFAULT.base,
        factors=DEFAULT.rows(),
        is_active=True,
        made_at=SHIPPED,
    )
    ScoringProfile.objects.bulk_create([first])


def _profile(row: ScoringProfile) -> Profile:
    return Profile(factors_of(row.factors), row.version, row.base, row.hot_above, row.warm_from)
