"""An enquiry was accepted or completed: it is written down once, whether or not anybody may be told (F:M1)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from attribution.conversions.models import ConversionEvent, Kind
from attribution.conversions.querysets import LOOKBACK
from attribution.conversions.services.clicks import Asked, clicks_for, columns
from leads.models import Enquiry, StageChange
from tenants.services.rows import put

PIECE = 1000
MOMENTS = {Kind.ACCEPTED: "accepted_at", Kind.COMPLETED: "completed_at"}


def note_conversions(changes: Sequence[StageChange]) -> None:
    """Receiver of `leads.signals.stage_changed`, in the transaction of the move. Two statements however many leads;
    a repeat writes nothing."""
    told = [(Asked(one.lead_id, one.enquiry, one.at), one.to_semantic) for one in changes]
    _write([(asked, kind) for asked, kind in told if kind in Kind.values])


@transaction.atomic
def find_missed(*, now: datetime, since: timedelta | None = LOOKBACK) -> int:
    """Write down what was accepted or completed without a word of it: before this was in use, with a list, by a
    merge. At most PIECE rows of each kind, the newest first; 0 when there are none left. `since` None looks at all.
    """
    found = []
    for kind, column in MOMENTS.items():
        known = ConversionEvent.objects.filter(lead=OuterRef("lead"), enquiry=OuterRef("number"), kind=kind)
        missed = Enquiry.objects.filter(~Exists(known), lead__merged_into=None, **{f"{column}__isnull": False})
        if since is not None:
            missed = missed.filter(**{f"{column}__gte": now - since})
        rows = missed.order_by(f"-{column}", "pk").values_list("lead_id", "number", column)[:PIECE]
        found += [(Asked(*row), kind) for row in rows]
    _write(found)
    return len(found)


@transaction.atomic
def find_clicks(*, now: datetime, piece: int = PIECE) -> int:
    """Look once more for the click of those without: a merge or a form that came late may have brought one. Only of
    what is young enough to be told; how many have one now."""
    without = ConversionEvent.objects.untold().filter(click_kind="", occurred_at__gte=now - LOOKBACK)
    changed, after = 0, 0
    while rows := list(without.filter(pk__gt=after).order_by("pk").select_for_update(of=("self",))[:piece]):
        asked = {row.pk: Asked(row.lead_id, row.enquiry, row.occurred_at) for row in rows}
        clicks = clicks_for(set(asked.values()))
        better = [row for row in rows if asked[row.pk] in clicks]
        for row in better:
            for name, value in columns(clicks[asked[row.pk]]).items():
                setattr(row, name, value)
        ConversionEvent.objects.bulk_update(better, ["click_kind", "click_id", "clicked_at"])
        changed, after = changed + len(better), rows[-1].pk
    return changed


def _write(found: Sequence[tuple[Asked, str]]) -> None:
    clicks = clicks_for({asked for asked, _kind in found})
    rows = [
        {"lead_id": asked.lead, "enquiry": asked.enquiry, "occurred_at": asked.at, "kind": kind}
        | columns(clicks.get(asked))
        for asked, kind in found
    ]
    put(ConversionEvent, *rows, ignore_conflicts=True)
