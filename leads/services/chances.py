"""How likely somebody is to accept: the chance of their stage, until a person sets it by hand (F:L11)."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from leads.models import Lead
from leads.services.holding import hold_lead
from leads.services.moving.columns import chance
from tenants.audit.services.record import record
from tenants.staff.models import User


@transaction.atomic
def pin_probability(pk: int, probability: Decimal, *, by: User, now: datetime) -> Lead:
    """Set it, from 0 to 1, whatever the stage becomes. Raises InvalidData, and as `hold_lead`."""
    if probability.is_nan() or not 0 <= probability <= 1:
        sentence = _("A chance lies between 0 and 100 percent.")
        raise InvalidData(sentence, fields={"probability": [sentence]})
    lead, _by = hold_lead(pk, by=by)
    pinned = round(probability, 3)
    return _write(lead, "lead.chance_pinned", {"probability_pinned": True, "conversion_probability": pinned}, now)


@transaction.atomic
def release_probability(pk: int, *, by: User, now: datetime) -> Lead:
    """Let it follow the stage again. Raises as `hold_lead`."""
    lead, _by = hold_lead(pk, by=by)
    free = {"probability_pinned": False, "conversion_probability": chance(lead.stage)}
    return _write(lead, "lead.chance_released", free, now)


def _write(lead: Lead, verb: str, new: dict[str, Any], now: datetime) -> Lead:
    changes = {name: (getattr(lead, name), value) for name, value in new.items() if getattr(lead, name) != value}
    if changes:
        Lead.objects.filter(pk=lead.pk).update(**new, updated_at=now)
        record(verb, lead, changes=changes)
    for name, value in new.items():
        setattr(lead, name, value)
    return lead
