"""Which conversions a file says, and as which lines. Consent is asked for at this very moment (H:E6)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from attribution.conversions.models import ConversionEvent, ConversionRules, ExportedConversion
from attribution.conversions.models.export import Layout
from attribution.conversions.querysets import LOOKBACK, ConversionEventQuerySet, State
from attribution.conversions.services.hashing import google_hash
from attribution.conversions.services.lines import Line
from leads.models import Identity
from tenants.staff.models import User

MOST = 10_000  # lines of one file; what is left is in the next
HASHED_WITHIN = timedelta(days=63)  # of enhanced conversions (INTEGRATIONS 8.1)
Told = ExportedConversion.What
BY_CLICK = {Layout.PLAIN: "gclid", Layout.GCLID: "gclid", Layout.GBRAID: "gbraid", Layout.WBRAID: "wbraid"}


@dataclass(frozen=True)
class Wish:
    """What somebody asks for. Days are the clinic's, both ends included; `again` adds what was told before."""

    layout: str = Layout.PLAIN
    since: date | None = None
    until: date | None = None
    again: bool = False


@dataclass(frozen=True)
class Chosen:
    """A line, of which event, and whether it marks it."""

    event: int
    kind: str
    line: Line
    is_again: bool = False


def chosen(wish: Wish, rules: ConversionRules, *, by: User | None, zone: str, now: datetime) -> list[Chosen]:
    """The lines of a file, the oldest first; of the leads that `by` sees, of all for None (a fetched file)."""
    if wish.layout == Layout.ADJUSTMENTS:
        return list(_changed(wish, by=by, zone=zone, now=now))[:MOST]
    events = list(waiting(wish, rules, by=by, zone=zone, now=now)[:MOST])
    told = {one.event_id: one for one in _told([event.pk for event in events])} if wish.again else {}
    orders = _orders(events)
    hashes = _hashes({event.lead_id for event in events}) if wish.layout == Layout.ENHANCED else {}
    found = []
    for event in events:
        before = told.get(event.pk)
        mail, phone = hashes.get(event.lead_id, ("", ""))
        if wish.layout == Layout.ENHANCED and not (mail or phone):
            continue
        line = Line(
            name=getattr(rules, f"{event.kind}_name"),
            at=event.occurred_at,
            order_id=before.order_id if before else orders[event.pk],
            value=event.value,
            currency=event.currency,
            click_kind=event.click_kind,
            click_id=event.click_id,
            mail_hash=mail,
            phone_hash=phone,
        )
        found.append(Chosen(event.pk, event.kind, line, is_again=before is not None))
    return found


def waiting(
    wish: Wish, rules: ConversionRules, *, by: User | None, zone: str, now: datetime
) -> ConversionEventQuerySet:
    """Those that the file is about."""
    rows = ConversionEvent.objects.all() if by is None else ConversionEvent.objects.visible_to(by)
    rows = _within(rows, "occurred_at", wish, zone)
    states = [State.READY, State.TOLD] if wish.again else [State.READY]
    if wish.layout == Layout.ENHANCED:
        young = rows.filter(click_kind="", occurred_at__gte=now - HASHED_WITHIN)
        fit = young.with_state(rules.tells, now, by_click=False)
    else:
        fit = rows.filter(click_kind=BY_CLICK[wish.layout]).with_state(rules.tells, now)
    fit = fit.filter(state__in=states)
    if wish.again:  # what was told about people who do not agree any more is not told again
        fit = fit.filter(agreed=True, lead__is_test=False, undone=False, lost=False)
    return fit.in_order()


def _changed(wish: Wish, *, by: User | None, zone: str, now: datetime) -> Iterator[Chosen]:
    """What was told and is otherwise by now: lost or taken back, or for another amount. What was retracted stays
    so, for Google takes nothing back into count; what lies longer ago than clicks count stays as it was told."""
    rows = ExportedConversion.objects.filter(is_again=False, at__gte=now - LOOKBACK)
    rows = rows if by is None else rows.visible_to(by)
    last: dict[int, ExportedConversion] = {}
    for row in _within(rows, "at", wish, zone).order_by("export__made_at", "pk"):
        last[row.event_id] = row
    open_ones = {event: row for event, row in last.items() if row.what != Told.RETRACTED}
    for event in ConversionEvent.objects.filter(pk__in=open_ones).with_worth().in_order():
        row = open_ones[event.pk]
        line = Line(name=row.conversion_name, at=now, order_id=row.order_id, what=Told.RETRACTED)
        if not (event.undone or event.lost):
            if event.value is None or (event.value, event.currency) == (row.value, row.currency):
                continue
            line = replace(line, what=Told.RESTATED, value=event.value, currency=event.currency)
        yield Chosen(event.pk, event.kind, line)


def _within(rows: Any, column: str, wish: Wish, zone: str) -> Any:
    """By the days of the clinic, a day on which the clocks change included."""
    there, limits = ZoneInfo(zone), Q()
    if wish.since:
        limits &= Q(**{f"{column}__gte": datetime.combine(wish.since, time(), there)})
    if wish.until:
        limits &= Q(**{f"{column}__lt": datetime.combine(wish.until + timedelta(days=1), time(), there)})
    return rows.filter(limits)


def _told(events: Sequence[int]) -> Sequence[ExportedConversion]:
    return ExportedConversion.objects.filter(event__in=events, what=Told.TOLD, is_again=False)


def _orders(events: Sequence[ConversionEvent]) -> dict[int, str]:
    """The order ID of each: the lead's number (F:M3). Google drops a second conversion with the same one, so a
    further journey of somebody who was told of before has its own number after it."""
    leads = {str(event.lead_id) for event in events}
    used = set(ExportedConversion.objects.filter(order_id__in=leads).values_list("order_id", flat=True))
    found = {}
    for event in events:
        plain = str(event.lead_id)
        found[event.pk] = f"{plain}-{event.enquiry}" if plain in used else plain
        used.add(plain)
    return found


def _hashes(leads: set[int]) -> dict[int, tuple[str, str]]:
    """By lead the first mail address and the first number, as Google hashes them. One query."""
    found: dict[int, dict[str, str]] = {}
    held = Identity.objects.filter(lead__in=leads, kind__in=("email", "phone"), is_valid=True).order_by("pk")
    for lead, kind, value in held.values_list("lead_id", "kind", "value"):
        try:
            found.setdefault(lead, {}).setdefault(kind, google_hash(kind, value))
        except ValueError:
            continue
    return {lead: (by.get("email", ""), by.get("phone", "")) for lead, by in found.items()}
