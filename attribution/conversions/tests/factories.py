"""What came of an ad, as the tests need it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from attribution.conversions.models import ConversionEvent, ConversionRules
from attribution.models import Touchpoint
from leads.models import Consent, Enquiry, Lead
from leads.tests.factories import arrive, make_lead
from tenants.context import clinic_context
from tenants.models import Clinic

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def agree(clinic: Clinic, lead: Lead, *, is_given: bool = True, at: datetime = NOW - 5 * DAY) -> Consent:
    with clinic_context(clinic):
        return Consent.objects.create(lead=lead, purpose="ads", is_given=is_given, at=at, source="form")


def click(clinic: Clinic, lead: Lead, *, at: datetime = NOW - 9 * DAY, enquiry: int = 1, **ids: str) -> Touchpoint:
    payload = arrive(clinic, lead)
    with clinic_context(clinic):
        return Touchpoint.objects.create(lead=lead, payload=payload, kind="arrival", at=at, enquiry=enquiry, **ids)


def enquiry_of(clinic: Clinic, lead: Lead, **columns: Any) -> Enquiry:
    with clinic_context(clinic):
        row, _ = Enquiry.objects.update_or_create(
            lead=lead, number=columns.pop("number", 1), defaults={"began_at": NOW - 9 * DAY, **columns}
        )
        return row


def make_event(
    clinic: Clinic,
    lead: Lead | None = None,
    *,
    kind: str = "accepted",
    amount: int | None = 320_050,
    at: datetime = NOW - DAY,
    gclid: str = "Cj0KCQiAsdfg_BwE",
    agrees: bool = True,
    **columns: Any,
) -> ConversionEvent:
    """A conversion that waits for the next file, but for what is said."""
    lead = lead or make_lead(clinic, stage="Accepted (deposit)")
    held = {"amount": amount, "currency": "" if amount is None else "EUR", f"{kind}_at": at}
    enquiry_of(clinic, lead, number=columns.get("enquiry", 1), **held)
    if agrees:
        agree(clinic, lead)
    clicked = {"click_kind": "gclid", "click_id": gclid, "clicked_at": at - DAY} if gclid else {}
    with clinic_context(clinic):
        return ConversionEvent.objects.create(lead=lead, kind=kind, occurred_at=at, **{**clicked, **columns})


def rules(clinic: Clinic, **values: Any) -> ConversionRules:
    with clinic_context(clinic):
        row, _ = ConversionRules.objects.update_or_create(pk=1, defaults=values)
        return row
