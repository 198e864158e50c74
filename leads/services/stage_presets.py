"""Another set of stages for a clinic that begins (F:0.2): what means the same stays, the rest is made or goes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData, NotThere
from leads.models import Stage
from leads.models.stage import WON, Semantic
from leads.packs.stages import PRESETS, Preset, PresetStage
from leads.services.moving.given import Given
from leads.services.stage_holding import hold_to_remove
from leads.services.stage_list import leads_in, lock_stages
from leads.services.stage_removal import ASKING, empty
from leads.services.stages import follow_chances, forget_first_stages, made_of
from tenants.audit.services.record import record
from tenants.staff.models import User

_NEW, _CONTACTED = (Semantic.NEW,), (Semantic.CONTACTED, Semantic.ASSIGNED, Semantic.NEW)
_TALKING = (Semantic.REPLIED, *_CONTACTED)
_SOLD = (Semantic.ACCEPTED, Semantic.CLOSED)
# Where the leads of a meaning go in a set that does not have it: the first of these that it has.
NEAREST: Mapping[str, tuple[Semantic, ...]] = {
    Semantic.ASSIGNED: _NEW,
    Semantic.CONTACTED: _CONTACTED[1:],
    Semantic.REPLIED: _CONTACTED,
    Semantic.CALLBACK: _CONTACTED,
    Semantic.QUALIFIED: _TALKING,
    Semantic.PROPOSAL: (Semantic.QUALIFIED, *_TALKING),
    Semantic.NEGOTIATION: (Semantic.PROPOSAL, Semantic.QUALIFIED, *_TALKING),
    Semantic.ACCEPTED: _SOLD[1:],
    Semantic.TRAVELLING: _SOLD,
    Semantic.COMPLETED: _SOLD,
    Semantic.LOST: (Semantic.CLOSED,),
}
NOWHERE: Mapping[int, str] = {}


@dataclass(frozen=True)
class Going:
    """A stage that goes, how many leads stand there, and what those become; None: somebody has to say."""

    stage: Stage
    leads: int
    to: Semantic | None

    @property
    def is_asked(self) -> bool:
        return bool(self.leads) and self.to is None


def preset_named(key: str) -> Preset:
    if key not in PRESETS:
        raise NotThere
    return PRESETS[key]


def leaving(preset: Preset) -> list[Going]:
    """What the clinic has and the preset has not."""
    has = {one.semantic for one in preset.stages}
    kept = set(_same(preset).values())
    rows = [row for row in Stage.objects.all() if row.pk not in kept]
    number = leads_in(rows)
    return [Going(row, number[row.pk], _nearest(row.semantic, has)) for row in rows]


def homes_in(preset: Preset) -> list[PresetStage]:
    """Where leads without a counterpart may go: the first of each meaning that asks nothing."""
    first = {one.semantic: one for one in reversed(preset.stages) if one.semantic not in ASKING}
    return [one for one in preset.stages if first.get(one.semantic) is one]


@transaction.atomic
def choose_preset(key: str, *, to: Mapping[int, str] = NOWHERE, by: User, now: datetime) -> int:
    """Make the stages those of the preset; returns how many leads moved by it. A repeat changes nothing.

    `to` says by meaning where the leads of a stage (by key) go that has no counterpart. Raises NotThere,
    InvalidData with the fields of those for which it says nothing, or a meaning that none of `homes_in` has, and
    Conflict when a lead came at that moment.
    """
    preset = preset_named(key)
    lock_stages()
    known, rechanced = set(Stage.objects.values_list("pk", flat=True)), _rechanced(preset)
    hold_to_remove({one.stage.pk for one in leaving(preset)}, changes=rechanced, stays=known)
    goes = _told(leaving(preset), to, preset)
    placed = _write(preset)
    follow_chances(rechanced)
    moved = 0
    for one in goes:
        if one.leads:
            is_won = one.stage.semantic in WON if one.to == Semantic.CLOSED else None
            moved += empty(one.stage, to=placed[one.to], given=Given(is_won=is_won), by=by, now=now)
        one.stage.delete()
    record("stages.chosen", note=str(preset.title))
    transaction.on_commit(forget_first_stages)
    return moved


def asked_as(stage: Stage) -> str:
    """The field that asks where the leads of a stage go."""
    return f"to_{stage.pk}"


def _told(goes: list[Going], to: Mapping[int, str], preset: Preset) -> list[Going]:
    """With what somebody said of those that are asked."""
    homes = {one.semantic for one in homes_in(preset)}
    asked = [one for one in goes if one.is_asked]
    unsaid = [one.stage for one in asked if to.get(one.stage.pk) not in homes]
    if unsaid:
        sentence = _("Choose where the leads of this stage go.")
        raise InvalidData(sentence, fields={asked_as(stage): [sentence] for stage in unsaid})
    return [replace(one, to=Semantic(to[one.stage.pk])) if one in asked else one for one in goes]


def _same(preset: Preset) -> dict[int, int]:
    """{place in the preset: stage of the clinic that means the same}, each stage once."""
    free: dict[str, list[int]] = {}
    for pk, semantic in Stage.objects.order_by("position", "pk").values_list("pk", "semantic"):
        free.setdefault(semantic, []).append(pk)
    return {place: free[one.semantic].pop(0) for place, one in enumerate(preset.stages) if free.get(one.semantic)}


def _rechanced(preset: Preset) -> set[int]:
    """Stages that stay and get another chance, and with them their leads."""
    had = dict(Stage.objects.values_list("pk", "probability"))
    return {pk for place, pk in _same(preset).items() if had[pk] != preset.stages[place].percent}


def _write(preset: Preset) -> dict[Semantic, int]:
    """Its rows; {meaning: stage}. What the clinic had is renamed first: a name stands once."""
    same = _same(preset)
    Stage.objects.update(name=Cast("pk", CharField()))
    placed: dict[Semantic, int] = {}
    for place, row in enumerate(made_of(preset.stages)):
        row.pk = same.get(place)
        row.save(force_update=place in same)
        placed.setdefault(Semantic(row.semantic), row.pk)
    return placed


def _nearest(semantic: str, has: set[Semantic]) -> Semantic | None:
    return next((one for one in (Semantic(semantic), *NEAREST.get(semantic, ())) if one in has), None)
