"""A clinic's own way of scoring: each change is a new version, which is then used for every lead (F:0.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from crm.lib.errors import Conflict, InvalidData, NotAllowed, NotThere
from leads.models import ScoringProfile
from leads.services.scoring.active import forget_profiles_in_use
from leads.services.scoring.presets import PRESETS
from leads.services.scoring.profile import FULL, Factor, Profile
from leads.services.scoring.recalculating import begin_recalculation, go_on
from leads.services.scoring.registry import known_keys
from tenants.services.locks import lock_names
from tenants.staff.models import User

CHANGE = "leads.change_scoringprofile"
BOUNDS = ("base", "hot_above", "warm_from")


@dataclass(frozen=True)
class Wished:
    """`weights` are the factors that count, in order, and the points that each can earn."""

    weights: Mapping[str, int]
    base: int = 0
    hot_above: int = 70
    warm_from: int = 40

    def profile(self, *, version: int = 0) -> Profile:
        factors = tuple(Factor(key, most) for key, most in self.weights.items())
        return Profile(factors, version, self.base, self.hot_above, self.warm_from)

    @property
    def preset(self) -> str:
        """The key of the preset that this is, whatever its bounds; empty for none."""
        mine = (self.base, dict(self.weights))
        return next((one.key for one in PRESETS.values() if (one.base, one.weights) == mine), "")


def wished_of(row: ScoringProfile) -> Wished:
    weights = {factor["key"]: factor["most"] for factor in row.factors}
    return Wished(weights, row.base, row.hot_above, row.warm_from)


@transaction.atomic
def keep_profile(wished: Wished, *, by: User, now: datetime, seen: int | None = None) -> ScoringProfile:
    """A new version, in use from here, and all leads are scored by it in the background. What is in use already is
    no new version; where its recalculation stopped it goes on. `seen` is the version that `by` had before the eyes,
    where that matters.

    Raises NotAllowed, InvalidData by field (a bound, or the key of a factor), and Conflict when another than `seen`
    is in use by now.
    """
    if not User.objects.get(pk=by.pk).has_perm(CHANGE):
        raise NotAllowed(_("Your role does not change how leads are scored."))
    check(wished)
    lock_names(["scoring profile"])
    used = ScoringProfile.objects.filter(is_active=True).first()
    if used and wished_of(used) == wished:
        go_on(now=now)
        return used
    _check_seen(used, seen)
    ScoringProfile.objects.filter(is_active=True).update(is_active=False)
    row = _version(wished, used, by, now)
    begin_recalculation(row, by=by, now=now)
    transaction.on_commit(forget_profiles_in_use)
    return row


def use_again(version: int, *, by: User, now: datetime, seen: int | None = None) -> ScoringProfile:
    """What an earlier version said, as a new one. Raises NotThere, NotAllowed, Conflict."""
    row = ScoringProfile.objects.filter(version=version).first()
    if row is None:
        raise NotThere
    return keep_profile(wished_of(row), by=by, now=now, seen=seen)


def check(wished: Wished) -> None:
    """Raises InvalidData by field."""
    told = _("From 0 to 100.")
    wrong = {name: [told] for name in BOUNDS if not 0 <= getattr(wished, name) <= FULL}
    wrong |= {key: [_("From 1 to 100.")] for key, most in wished.weights.items() if not 1 <= most <= FULL}
    wrong |= {key: [_("This does not exist.")] for key in wished.weights.keys() - known_keys()}
    if not wrong and wished.warm_from > wished.hot_above:
        wrong["warm_from"] = [_("Warm begins below hot.")]
    if not wished.weights:
        wrong["base"] = [_("Choose at least one thing that counts.")]
    if wrong:
        raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)


def _check_seen(used: ScoringProfile | None, seen: int | None) -> None:
    if used and seen is not None and used.version != seen:
        sentence = _("%(name)s made version %(version)d meanwhile. Here is what differs.")
        raise Conflict(sentence % {"name": used.made_by or _("A colleague"), "version": used.version})


def _version(wished: Wished, used: ScoringProfile | None, by: User, now: datetime) -> ScoringProfile:
    last = ScoringProfile.objects.aggregate(last=Max("version"))["last"] or 0
    named = PRESETS.get(wished.preset)
    row = ScoringProfile(
        version=last + 1,
        name=str(named.name) if named else _("Own rules"),
        preset=wished.preset,
        base=wished.base,
        factors=_factors(wished, used),
        hot_above=wished.hot_above,
        warm_from=wished.warm_from,
        is_active=True,
        made_at=now,
        made_by_id=by.pk,
    )
    row.save()
    return row


def _factors(wished: Wished, used: ScoringProfile | None) -> list[dict[str, Any]]:
    """How a factor is read goes on from version to version; the page asks for points only."""
    read = {factor["key"]: factor.get("params", {}) for factor in (used.factors if used else [])}
    return [{"key": key, "most": most, "params": read.get(key, {})} for key, most in wished.weights.items()]
