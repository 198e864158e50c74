"""Somebody knows better than the rules: a temperature by hand, until it is let go (F:0.1)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from leads.models import Heat, Temperature
from leads.services.heat.cooling_times import cools_at
from leads.services.holding import hold_lead
from leads.services.news.asking import hot_later
from leads.services.rules import lead_rules
from leads.services.scoring.active import active_profile
from leads.services.scoring.rescoring import is_at_work, temperature_of
from tenants.audit.services.record import record
from tenants.staff.models import User


@transaction.atomic
def pin(lead_id: int, temperature: str, *, by: User, now: datetime) -> Heat:
    """Set it by hand; neither time nor score changes it from here. The same again changes nothing.

    Raises InvalidData for what is no temperature, and as `hold_lead`.
    """
    if temperature not in Temperature.values:
        told = _("Choose hot, warm or cold.")
        raise InvalidData(told, fields={"temperature": [told]})
    heat = _held(lead_id, by)
    if heat.pinned_at and heat.temperature == temperature:
        return heat
    if temperature == Temperature.HOT and heat.temperature != Temperature.HOT:
        hot_later([lead_id], now=now)
    pinned = {"temperature": temperature, "cools_at": None, "pinned_at": now, "pinned_by_id": by.pk}
    return _write(heat, "lead.heat_pinned", pinned)


@transaction.atomic
def release(lead_id: int, *, by: User, now: datetime) -> Heat:
    """Let it go: what the score gives it, cooled by the time since the last contact. One that is not pinned stays.

    Raises as `hold_lead`.
    """
    heat = _held(lead_id, by)
    if heat.pinned_at is None:
        return heat
    lead = heat.lead
    given = active_profile().temperature_of(lead.lead_score)
    now_at = temperature_of(lead, given, heat.warmed_at, now=now)
    due = cools_at(now_at, heat.warmed_at, rules=lead_rules()) if is_at_work(lead) else None
    let_go = {"temperature": now_at, "cools_at": due, "pinned_at": None, "pinned_by_id": None}
    return _write(heat, "lead.heat_released", let_go)


def _held(lead_id: int, by: User) -> Heat:
    """The row under the lock of its lead, for whoever sees that lead and may change it at this moment."""
    hold_lead(lead_id, by=by)
    return Heat.objects.select_related("lead__stage").select_for_update(of=("self",)).get(pk=lead_id)


def _write(heat: Heat, verb: str, new: dict[str, Any]) -> Heat:
    before = heat.temperature
    for name, value in new.items():
        setattr(heat, name, value)
    heat.save(update_fields=list(new))
    record(verb, heat.lead, changes={"temperature": (before, heat.temperature)})
    return heat
