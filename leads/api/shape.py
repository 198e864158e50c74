"""A lead as staff's programs see it."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from leads.models import Lead, Partner, Treatment
from leads.models.lead import HOT_ABOVE
from leads.services.custom_kinds import COLUMNS, plain
from leads.services.editing import version_of
from leads.services.stage_names import stage_name
from leads.services.statistics import ARCHIVED, status_of

# What `shown` reads beside the lead's own row.
SHOWN_ROWS = ("stage", "assigned_to", "treatment", "partner", "heat")
SHOWN_SETS = ("identities", "lead_tags__tag", "custom_values__field")


def shown(lead: Lead) -> dict[str, Any]:
    """Of a lead from `seen_by`: `leads_on_to` is whom it was merged into, as far as the reader sees them."""
    now, owner = timezone.now(), lead.assigned_to
    return {
        "id": lead.pk,
        "name": lead.full_name,
        **{name: getattr(lead, name) for name in ("first_name", "last_name", "country", "city", "language")},
        **{name: getattr(lead, name) for name in ("company", "interest", "source", "sub_source", "temperature")},
        "contacts": [
            {name: getattr(one, name) for name in ("id", "kind", "value", "typed", "is_valid")}
            for one in lead.identities.all()
        ],
        "treatment": _named(lead.treatment),
        "partner": _named(lead.partner),
        "score": lead.lead_score,
        "is_hot_lead": lead.lead_score > HOT_ABOVE,
        "conversion_probability": float(lead.conversion_probability),
        "stage": {"id": lead.stage_id, "name": stage_name(lead.stage), "semantic": lead.stage.semantic},
        "status": status_of(lead),
        "owner": {"id": owner.pk, "name": str(owner)} if owner else None,
        "tags": [*(one.tag.name for one in lead.lead_tags.all()), *([ARCHIVED] if lead.archived_at else [])],
        "custom": {
            one.field.key: plain(getattr(one, COLUMNS[one.field.kind]))
            for one in lead.custom_values.all()
            if one.field.is_active
        },
        "do_not_contact": lead.do_not_contact,
        **{name: getattr(lead, name) for name in ("next_follow_up", "follow_up_why", "follow_up_note")},
        **{name: getattr(lead, name) for name in ("call_attempts", "last_contact_date", "is_test")},
        **{name: getattr(lead, name) for name in ("created_at", "updated_at")},
        "days_since_created": _days(lead.created_at, now),
        "days_since_last_contact": _days(lead.last_contact_date, now),
        "last_arrival_at": lead.last_arrival_at,
        "archived_at": lead.archived_at,
        "merged_into": lead.leads_on_to,
        "version": version_of(lead),
    }


def _named(named: Treatment | Partner | None) -> dict[str, Any] | None:
    return {"id": named.pk, "code": named.code, "name": named.name} if named else None


def _days(since: datetime | None, now: datetime) -> int | None:
    """Whole days, as F:L13 counts them."""
    return (now - since).days if since else None
