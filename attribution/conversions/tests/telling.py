"""Ad platforms of a clinic, somebody whose form came from one, and the worker that tells them."""

import json
from datetime import datetime, timedelta
from typing import Any

from time_machine import travel

from attribution.conversions.models import Destination, Upload
from attribution.conversions.services.telling import turning
from attribution.conversions.services.telling.feeding import feed
from attribution.conversions.tests.factories import NOW, agree, click
from leads.models import Lead, StageChange
from leads.tests.factories import make_lead, reach, stage_of
from tenants.context import clinic_context
from tenants.models import Clinic
from tenants.outbox.handlers import LEAD_PROCESSING
from tenants.outbox.services import work
from tenants.settings.services.credentials import store
from tenants.staff.models import User

DATASET, FORM = "881234567890123", "1234567890123456"
META = {"dataset_id": DATASET, "token": "EAA-conversions-token"}
GOOGLE = {
    "account": "1234567890",
    "accepted_action": "555666777",
    "completed_action": "555666778",
    "client_id": "id",
    "client_secret": "a-secret-of-google",
    "refresh_token": "ads-refresh",
}
ACCOUNTS = {"meta_conversions": DATASET, "google_datamanager": GOOGLE["account"]}


def connect(clinic: Clinic, kind: str = "meta_conversions", *, by: User | None = None, **more: str) -> Destination:
    """With its credentials; on when somebody has seen the preview."""
    with clinic_context(clinic):
        store(kind, {**(META if kind == "meta_conversions" else GOOGLE), **more}, by=by)
        if by is not None:
            row = Destination.objects.get(kind=kind)
            turning.show(row, by=by, now=NOW)
            turning.turn_on(kind, account=row.account, by=by, now=NOW)
        return Destination.objects.get(kind=kind)


def came_by_form(clinic: Clinic, *, form: str = FORM, agrees: bool = True, **known: Any) -> Lead:
    """Two days ago, and written down as a new lead then."""
    lead = make_lead(clinic, **known)
    click(clinic, lead, at=NOW - timedelta(days=2), meta_lead_id=form)
    reach(clinic, lead, "email", f"p{lead.pk}@example.com")
    reach(clinic, lead, "phone", f"+39333{lead.pk:07d}")
    if agrees:
        agree(clinic, lead)
    step(clinic, lead, "new", at=NOW - timedelta(days=2))
    return lead


def step(clinic: Clinic, lead: Lead, meaning: str, *, at: datetime = NOW - timedelta(hours=3)) -> None:
    with clinic_context(clinic):
        StageChange.objects.create(
            lead=lead, enquiry=lead.enquiry, to_stage=stage_of(meaning), to_semantic=meaning, at=at
        )


def tell(*, now: datetime = NOW) -> int:
    """A look, and the jobs that came of it."""
    with travel(now, tick=False):
        feed(now=now)
        return work.run_due(now=now, queue=LEAD_PROCESSING)


def sent(simulator: Any, route: str = "meta.events") -> list[dict[str, Any]]:
    """All events that were handed over, taken or not."""
    bodies = [json.loads(one["body"]) for one in simulator.got(route)]
    return [event for body in bodies for event in body.get("data", body.get("events", []))]


def ledger() -> list[tuple[str, str, str]]:
    rows = Upload.objects.order_by("happened_at", "pk")
    return [(row.step, row.state, row.code) for row in rows]
