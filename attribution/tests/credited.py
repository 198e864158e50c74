"""Campaigns and shares of enquiries, written as the count writes them, for the tests of the report."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from itertools import count

from attribution.models import Campaign, Credit, Touchpoint
from attribution.models.credit import MODELS, WHOLE
from leads.models import Enquiry, Lead, StageChange
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.models import Clinic

_number = count(1)


def make_campaign(name: str, parent: Campaign | None = None, **more: object) -> Campaign:
    level = "channel" if parent is None else {"channel": "campaign", "campaign": "adset"}.get(parent.level, "ad")
    return Campaign.objects.create(name=name, parent=parent, level=level, **more)


def credit(
    clinic: Clinic,
    shares: Mapping[Campaign, Mapping[str, int] | int],
    *,
    day: date,
    reached: str = "",
    paid: tuple[int, str] | None = None,
    accepted: date | None = None,
    lead: Lead | None = None,
    **fields: object,
) -> Lead:
    """Somebody who asked on `day`; `shares` are ten-thousandths by campaign, of all models or of each."""
    lead = lead or make_lead(clinic, last_name=f"Bellini {next(_number)}", **fields)
    with clinic_context(clinic):
        at = datetime.combine(day, time(12), UTC)
        row, _made = Enquiry.objects.update_or_create(lead=lead, number=1, defaults={"began_at": at})
        if paid or accepted:
            row.accepted_at = datetime.combine(accepted or day, time(12), UTC)
            row.amount, row.currency = paid or (None, "")
            row.save()
        if reached:
            StageChange.objects.create(lead=lead, enquiry=1, to_semantic=reached, at=at)
        for campaign, parts in shares.items():
            origin = f"test-{next(_number)}"
            touch = Touchpoint.objects.create(lead=lead, kind="message", at=at, origin=origin)
            each = parts if isinstance(parts, dict) else dict.fromkeys(MODELS, parts)
            columns = {f"parts_{model}": each.get(model, 0) for model in MODELS}
            Credit.objects.create(touch=touch, lead=lead, enquiry=1, at=at, day=day, campaign=campaign, **columns)
    return lead


HALVES = {"first": WHOLE, "linear": WHOLE // 2, "position": WHOLE // 2, "decay": 4_000}
OTHER_HALVES = {"last": WHOLE, "linear": WHOLE // 2, "position": WHOLE // 2, "decay": 6_000}
