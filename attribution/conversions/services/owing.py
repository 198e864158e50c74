"""What Google was told of people who are deleted for good, the next file of adjustments takes back (H:G1)."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from attribution.conversions.models import ExportedConversion, Retraction
from attribution.conversions.models.export import Layout
from attribution.conversions.services.lines import Line
from tenants.services.rows import put
from tenants.staff.models import User

KEPT = timedelta(days=90)  # Google takes back nothing that is older (INTEGRATIONS 8.1)
TOLD, RETRACTED = ExportedConversion.What.TOLD, ExportedConversion.What.RETRACTED


def owe(leads: Collection[int], now: datetime) -> None:
    """Receiver of `leads.signals.leads_erased`: keep the order ID of each conversion that a file told, and whose
    last word was not that it is taken back. Without an order ID in its file Google knows none, and nothing is kept.
    Two statements."""
    lines = ExportedConversion.objects.filter(event__lead__in=leads, is_again=False)
    over = lines.filter(what=RETRACTED).order_by().values("event")
    told = lines.filter(what=TOLD).exclude(event__in=over)
    known = told.filter(Q(export__has_orders=True) | Q(export__layout=Layout.PLAIN))
    owed = [
        {"order_id": order, "conversion_name": name, "owed_since": now}
        for order, name in known.order_by("pk").values_list("order_id", "conversion_name")
    ]
    put(Retraction, *owed, ignore_conflicts=True)


def owed_to(by: User | None) -> QuerySet[Retraction]:
    """What no file says yet. Whose it was nobody knows any more, so it is shown to who sees the whole clinic."""
    rows = Retraction.objects.filter(export=None)
    return rows if by is None or by.data_scope == User.DataScope.ALL else rows.none()


def lines_of(rows: Collection[Retraction], now: datetime) -> Iterator[Line]:
    for row in rows:
        at = row.at or now
        yield Line(name=row.conversion_name, at=at, order_id=row.order_id, what=RETRACTED)


def too_old(now: datetime) -> QuerySet[Retraction]:
    return Retraction.objects.filter(owed_since__lt=now - KEPT)
