"""Which profile a clinic scores by."""

from collections.abc import Callable
from uuid import UUID

from django.utils import timezone

from leads.models import ScoringProfile
from leads.services.scoring.presets import DEFAULT
from leads.services.scoring.profile import Profile, factors_of
from tenants.context import current_clinic
from tenants.services.find import find

# A version is never changed, only followed by another: what was read once stays true.
_read: dict[tuple[UUID, int], Profile] = {}
_MOST_KEPT = 10_000
Load = Callable[[int], ScoringProfile]


def active_profile() -> Profile:
    """One query for which one it is; a process reads its contents once. The default preset where there is none."""
    found = find(ScoringProfile, ["id"], [{"is_active": True}])
    return profile_of(found[0][0] if found else None)


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
        made_at=timezone.now(),
    )
    ScoringProfile.objects.bulk_create([first])


def _profile(row: ScoringProfile) -> Profile:
    return Profile(factors_of(row.factors), row.version, row.base, row.hot_above, row.warm_from)
