"""What brought this arrival, as its page told it (F:I5, I6)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from attribution.models import Touchpoint
from attribution.services.dirty import recount
from attribution.services.talking import AD, told_by_ad
from crm.lib.shapes import text, whole
from leads.models import Lead, LeadPayload
from leads.services.reading import FIRST_TOUCH, FORM_VIEWS
from tenants.services.rows import put

# What the page calls it -> our column.
COLUMNS = {
    "utm_source": "source",
    "utm_medium": "medium",
    "utm_campaign": "campaign",
    "utm_term": "term",
    "utm_content": "content",
    "gclid": "gclid",
    "gbraid": "gbraid",
    "wbraid": "wbraid",
    "fbclid": "fbclid",
    "ttclid": "ttclid",
    "landing_page_url": "landing",
    "referrer_url": "referrer",
}
INSTANT = "instant_form"  # among the fields of an arrival: Meta's numbers of the form that was filled, and its ad
_OF_INSTANT = {
    "id": "meta_lead_id",
    **{name: name for name in ("campaign_id", "adset_id", "adset_name", "ad_id", "ad_name")},
}
FIRST, ARRIVAL, MESSAGE = Touchpoint.Kind.FIRST, Touchpoint.Kind.ARRIVAL, Touchpoint.Kind.MESSAGE
VIEW = Touchpoint.Kind.FORM_VIEW


def touch(lead: Lead, payload: LeadPayload, is_new: bool) -> None:
    """Receiver of `lead_received`: the visit in which they wrote; where the browser kept them, the first one and
    those in which they looked at a form.

    Once for a payload, kind and moment, and a look at a form once for a lead, however often it is called; two
    statements.
    """
    common = {"lead_id": lead.pk, "payload_id": payload.pk, "enquiry": lead.enquiry}
    ad = payload.fields.get(AD)
    kind = MESSAGE if isinstance(ad, Mapping) and ad else ARRIVAL
    more = told_by_ad(ad) if kind == MESSAGE else _of_instant(payload.fields.get(INSTANT))
    rows = [_row(common, kind, payload.received_at, payload.fields) | more]
    first = payload.fields.get(FIRST_TOUCH) or {}
    before = [(FIRST, first), *((VIEW, one) for one in payload.fields.get(FORM_VIEWS) or ())]
    for what, told in before:
        at = _moment(told, before=payload.received_at)
        if at is not None and (what == FIRST or told["at"] != first.get("at")):
            rows.append(_row(common, what, at, told))
    put(Touchpoint, *rows, ignore_conflicts=True)
    recount([lead.pk])


def let_go(lead: Lead, payload: LeadPayload, is_new: bool) -> None:
    """Receiver of `arrival_freed`: its touches are whoever's the arrival becomes."""
    Touchpoint.objects.filter(payload=payload).delete()
    recount([lead.pk])


def _row(common: Mapping[str, Any], kind: str, at: datetime, told: Mapping[str, Any]) -> dict[str, Any]:
    said = {column: told[name] for name, column in COLUMNS.items() if told.get(name)}
    way = str(told.get("source") or "")[:20]
    return {**common, "kind": kind, "at": at, "channel": way, **said}


def _of_instant(told: object) -> dict[str, str]:
    """An id that no column holds is left out, never cut: half of one is another's."""
    if not isinstance(told, Mapping):
        return {}
    said = {column: _fitting(column, told.get(name)) for name, column in _OF_INSTANT.items()}
    return {column: value for column, value in said.items() if value} | {"channel": "meta_lead"}


def _fitting(column: str, told: object) -> str:
    most = Touchpoint._meta.get_field(column).max_length
    return whole(told, most) if column.endswith("_id") else text(told, most)


def _moment(first: Mapping[str, Any], *, before: datetime) -> datetime | None:
    """When the first visit was; None for none, or for one that is not before this visit."""
    try:
        at = parse_datetime(str(first.get("at", "")))
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None and at < before else None
