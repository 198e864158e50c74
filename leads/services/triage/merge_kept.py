"""What a merge found and what it left: all that its undo compares and puts back, kept with its operation."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from leads.models import Enquiry, Heat, Identity, Lead, LeadPayload
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.services.ledger import remember
from tenants.undo.services.putting_back import as_kept

MERGE = "arrival.merge"
BESIDE = "merged"  # beside the lead's own columns, in the row of the operation


def _columns(model: type[Model], *, but_for: Iterable[str] = ()) -> tuple[str, ...]:
    return tuple(f.attname for f in model._meta.concrete_fields if f.name not in but_for)


OF_LEAD = _columns(Lead, but_for={"id", "updated_at"})
OF_HEAT = ("temperature", "warmed_at", "cools_at")
OF_ARRIVAL = _columns(LeadPayload, but_for={"id", "body"})


@dataclass(frozen=True)
class Standing:
    """A lead and an arrival at one moment, by column, and the rows that hang on the lead."""

    lead: Mapping[str, Any]
    arrival: Mapping[str, Any]
    contacts: list[dict[str, Any]]
    enquiries: list[dict[str, Any]]
    heat: dict[str, Any]


@dataclass(frozen=True)
class Kept:
    """`before` and `after` are columns of the arrival; contacts and enquiries are those that the merge made;
    `arrivals` is how many the lead had then, `companions` are those that it had; `heat` is how warm it was."""

    arrival: int
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    contacts: list[dict[str, Any]]
    enquiries: list[dict[str, Any]]
    arrivals: int
    companions: list[int]
    heat: Mapping[str, Any] = field(default_factory=dict)
    heat_after: Mapping[str, Any] = field(default_factory=dict)


def standing(lead: Lead, payload: LeadPayload) -> Standing:
    """Of rows as they were read, under their locks."""
    contacts, enquiries = rows_kept(lead.identities.all()), rows_kept(lead.enquiries.all())
    heat = as_kept(Heat.objects.get(pk=lead.pk), OF_HEAT)
    return Standing(as_kept(lead, OF_LEAD), as_kept(payload, OF_ARRIVAL), contacts, enquiries, heat)


def rows_kept(rows: QuerySet) -> list[dict[str, Any]]:
    """Whole rows, as an operation keeps them."""
    return [as_kept(row, _columns(rows.model)) for row in rows.order_by("pk")]


def remember_merge(was: Standing, lead_id: int, payload_id: int, *, by: User, now: datetime) -> Operation:
    """Part of the merge's transaction, when all of it is written."""
    lead, payload = Lead.objects.get(pk=lead_id), LeadPayload.objects.defer("body").get(pk=payload_id)
    stands = standing(lead, payload)
    after = _changed(was.lead, stands.lead)
    after_arrival = _changed(was.arrival, stands.arrival)
    kept = Kept(
        arrival=payload_id,
        before={name: was.arrival[name] for name in after_arrival},
        after=after_arrival,
        contacts=[row for row in stands.contacts if row not in was.contacts],
        enquiries=[row for row in stands.enquiries if row not in was.enquiries],
        arrivals=lead.payloads.count(),
        companions=list(lead.companions.order_by("pk").values_list("pk", flat=True)),
        heat=was.heat,
        heat_after=stands.heat,
    )
    before = {name: was.lead[name] for name in after} | {BESIDE: vars(kept)}
    return remember(MERGE, by=by, rows=[(lead_id, before)], after=after, now=now)


def kept_of(before: Mapping[str, Any]) -> Kept:
    return Kept(**before[BESIDE])


def is_as_left(lead: Lead, payload: LeadPayload, kept: Kept) -> bool:
    """Whether the arrival is as the merge left it, with what it gave the lead, and nobody wrote on that lead since,
    or became its companion: whom we find by a number of its own."""
    contacts = Identity.objects.filter(pk__in=[row["id"] for row in kept.contacts])
    enquiries = Enquiry.objects.filter(pk__in=[row["id"] for row in kept.enquiries])
    companions = set(lead.companions.order_by().values_list("pk", flat=True))
    return (
        as_kept(payload, kept.after) == kept.after
        and rows_kept(contacts) == kept.contacts
        and rows_kept(enquiries) == kept.enquiries
        and lead.payloads.count() == kept.arrivals
        and companions <= set(kept.companions)
    )


def _changed(was: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in now.items() if value != was[name]}
