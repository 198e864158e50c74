"""How a clinic works its leads, changed by hand."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from leads.models import LeadRules
from leads.services.heat import redate
from leads.services.rules import forget_lead_rules

FIELDS = ("hot_days", "warm_days", "most_attempts", "again_hours", "texts_count")
MOST_HOURS, MOST_STEPS = 720, 20


@transaction.atomic
def keep_rules(wanted: Mapping[str, Any]) -> LeadRules:
    """Write `wanted` (of FIELDS). Other days date the next fall of every lead that is warm or hot.

    Raises InvalidData by field, and ValidationError for a number that a column refuses.
    """
    row = LeadRules.objects.select_for_update().get()
    days = row.hot_days, row.warm_days
    for name in FIELDS:
        if name in wanted:
            setattr(row, name, wanted[name])
    row.clean_fields()
    _check(row)
    row.save(update_fields=FIELDS)
    if days != (row.hot_days, row.warm_days):
        redate(row)
    transaction.on_commit(forget_lead_rules)
    return row


def _check(row: LeadRules) -> None:
    wrong: dict[str, list[str]] = {}
    if row.warm_days < row.hot_days:
        wrong["warm_days"] = [_("Not fewer days than hot has: whoever is warm was hot before.")]
    if len(row.again_hours) > MOST_STEPS or not all(_is_hours(one) for one in row.again_hours):
        wrong["again_hours"] = [_("Whole hours from 1 to 720 with commas between, as in 4, 24.")]
    if wrong:
        raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)


def _is_hours(value: object) -> bool:
    return type(value) is int and 1 <= value <= MOST_HOURS
