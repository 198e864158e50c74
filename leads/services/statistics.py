"""The six numbers of a set of leads (F:A15)."""

from typing import Any

from django.db.models import Count, Q, Sum

from leads.models import Lead
from leads.models.lead import HOT_ABOVE
from leads.models.stage import WON, Semantic
from leads.querysets import LeadQuerySet

# F:0.2: what programs of old call a stage. The other meanings are told by their own names.
STATUSES = {
    Semantic.NEW: "NEW",
    Semantic.CONTACTED: "CONTACTED",
    Semantic.QUALIFIED: "QUALIFIED",
    Semantic.PROPOSAL: "PROPOSAL",
    Semantic.NEGOTIATION: "NEGOTIATION",
    Semantic.ACCEPTED: "WON",
    Semantic.LOST: "LOST",
    Semantic.CALLBACK: "CALLBACK",
}


ARCHIVED = "archived"  # the tag by which programs of old know it


def status_of(lead: Lead) -> str:
    """In the words of STATUSES. Who is archived is lost to these programs; a restore finds the stage (F:0.3)."""
    semantic = Semantic.LOST if lead.archived_at else lead.stage.semantic
    return STATUSES.get(semantic, semantic.upper())


def statistics(rows: LeadQuerySet) -> dict[str, Any]:
    """Of `rows`, which one person may see (H:A10), without the archive and tests. Two statements, however many.

    A conversion is a lead that is accepted, travelling or completed now; the rate is in percent, with one decimal.
    """
    rows = rows.current().filter(is_test=False).order_by()
    hot = Count("pk", filter=Q(lead_score__gt=HOT_ABOVE))
    by_stage = list(rows.values("stage__semantic").annotate(leads=Count("pk"), points=Sum("lead_score"), hot=hot))
    by_source = dict(rows.values_list("source").annotate(leads=Count("pk")))
    total = sum(row["leads"] for row in by_stage)
    won = sum(row["leads"] for row in by_stage if row["stage__semantic"] in WON)
    return {
        "total_leads": total,
        "average_lead_score": _rate(sum(row["points"] for row in by_stage), total),
        "hot_leads_count": sum(row["hot"] for row in by_stage),
        "conversion_rate": _rate(won * 100, total),
        "leads_by_status": _by_status({row["stage__semantic"]: row["leads"] for row in by_stage}),
        "leads_by_source": {name.upper(): by_source.get(name, 0) for name in Lead.Source.values},
    }


def _by_status(found: dict[str, int]) -> dict[str, int]:
    """Those of old always, the others where there are any."""
    known = {word: found.get(semantic, 0) for semantic, word in STATUSES.items()}
    return known | {name.upper(): number for name, number in found.items() if name not in STATUSES}


def _rate(part: float, whole: int) -> float:
    return round(part / whole, 1) if whole else 0.0
