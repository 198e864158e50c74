"""The stages a new clinic starts with: the dental preset (F:0.2, 2c)."""

from crm.lib.ttl import TTLCache
from leads.models import Stage
from leads.models.stage import Semantic
from tenants.context import current_clinic
from tenants.services.find import find

COLUMNS = [field.attname for field in Stage._meta.concrete_fields]
CACHE_SECONDS = 3
_first: TTLCache[Stage] = TTLCache(seconds=CACHE_SECONDS)
_MINUTE, _HOUR = 1, 60
DENTAL = [
    ("New", Semantic.NEW, 15 * _MINUTE),
    ("Assigned", Semantic.ASSIGNED, None),
    ("Contacted", Semantic.CONTACTED, 24 * _HOUR),
    ("Replied", Semantic.REPLIED, None),
    ("Callback", Semantic.CALLBACK, None),
    ("Qualified", Semantic.QUALIFIED, None),
    ("Quote sent", Semantic.PROPOSAL, 48 * _HOUR),
    ("Negotiation", Semantic.NEGOTIATION, 72 * _HOUR),
    ("Accepted (deposit)", Semantic.ACCEPTED, None),
    ("Travelling", Semantic.TRAVELLING, None),
    ("Completed", Semantic.COMPLETED, None),
    ("Lost", Semantic.LOST, None),
]


def stage_pack() -> None:
    """Give a clinic without stages the dental preset; one that has some keeps what it has."""
    if Stage.objects.exists():
        return
    Stage.objects.bulk_create(
        Stage(name=name, semantic=semantic, position=position, sla_minutes=sla)
        for position, (name, semantic, sla) in enumerate(DENTAL)
    )


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
