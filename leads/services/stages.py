"""The stages a new clinic starts with, the dental preset (F:0.2, 2c), and the one in which a new lead begins."""

from collections.abc import Iterable

from crm.lib.ttl import TTLCache
from leads.models import Colour, Lead, Stage
from leads.models.stage import Semantic
from leads.packs.stages import DENTAL, PresetStage
from leads.services.moving.columns import chance_of_own_stage
from tenants.context import current_clinic
from tenants.services.find import find

COLUMNS = [field.attname for field in Stage._meta.concrete_fields]
CACHE_SECONDS = 3
_first: TTLCache[Stage] = TTLCache(seconds=CACHE_SECONDS)


def stage_pack() -> None:
    """Give a clinic without stages the dental preset; one that has some keeps what it has."""
    if not Stage.objects.exists():
        Stage.objects.bulk_create(made_of(DENTAL.stages))


def made_of(stages: Iterable[PresetStage]) -> list[Stage]:
    """In their order; not saved."""
    return [
        Stage(
            name=one.name,
            names=one.names,
            semantic=one.semantic,
            colour=one.colour,
            position=position,
            sla_minutes=one.minutes,
            probability=one.percent,
        )
        for position, one in enumerate(stages)
    ]


def dressed_stages() -> None:
    """Colours, chances and names for the dental stages of a clinic that had none of them yet; a repeat, and a
    clinic that gave its own, change nothing."""
    shipped = {(one.name, one.semantic): one for one in made_of(DENTAL.stages)}
    bare = Stage.objects.filter(names={}, colour=Colour.GREY, probability=0)
    rows = [(row, shipped[row.name, row.semantic]) for row in bare if (row.name, row.semantic) in shipped]
    for row, one in rows:
        row.names, row.colour, row.probability = one.names, one.colour, one.probability
    Stage.objects.bulk_update([row for row, _ in rows], ["names", "colour", "probability"])
    if rows:
        follow_chances([row.pk for row, _ in rows])


def follow_chances(stages: Iterable[int]) -> None:
    """The leads of these stages get their chance, but for those where somebody set it by hand (F:L11)."""
    unpinned = Lead.objects.filter(stage__in=list(stages), probability_pinned=False)
    unpinned.update(conversion_probability=chance_of_own_stage())


def first_stage() -> Stage:
    """Where a new lead begins: the first stage that means new; believed for CACHE_SECONDS.

    One that is deleted meanwhile is refused by its foreign key when the transaction ends: such an arrival is kept
    and read again a minute later, and `forget_first_stages` lets the next one ask anew.
    """
    return _first.get_or(current_clinic().uuid, _asked)


def forget_first_stages() -> None:
    _first.clear()


def _asked() -> Stage:
    found = find(Stage, COLUMNS, [{"semantic": Semantic.NEW}])
    stages = [Stage.from_db("default", COLUMNS, row) for row in found]
    return min(stages, key=lambda stage: stage.position)
