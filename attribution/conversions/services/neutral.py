"""The clinic's neutral names: asked of the price list as it is now, whenever something is about to leave."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attribution.conversions.models import ConversionRules
from attribution.conversions.services.names import STAGES, Refusal, refusal
from crm.lib.errors import InvalidData
from crm.lib.lines import one_line
from leads.models import Treatment

THE_ROW = 1
NAMES = ("accepted_name", "completed_name")
SENTENCES = {
    Refusal.EMPTY: gettext_lazy("Enter a name."),
    Refusal.TOO_LONG: gettext_lazy("At most 100 letters."),
    Refusal.SIGNS: gettext_lazy("Use letters, figures, blanks and . , & ( ) / - only, a letter first."),
    Refusal.TREATMENT: gettext_lazy("This names a treatment. No ad platform may be told of one."),
    Refusal.HEALTH: gettext_lazy("This tells something about health. Choose a neutral name."),
}


def conversion_rules() -> ConversionRules:
    """What this clinic says, or the defaults; reading never writes."""
    return ConversionRules.objects.filter(pk=THE_ROW).first() or ConversionRules(pk=THE_ROW)


@transaction.atomic
def keep_rules(wanted: Mapping[str, Any]) -> ConversionRules:
    """Write `wanted` (of tells, accepted_name, completed_name, stage_names). Raises InvalidData by field for a name
    that is not neutral, ValidationError for another value that a column refuses."""
    ConversionRules.objects.bulk_create([ConversionRules(pk=THE_ROW)], ignore_conflicts=True)
    row = ConversionRules.objects.select_for_update().get(pk=THE_ROW)
    for name, value in wanted.items():
        setattr(row, name, one_line(value) if name in NAMES else value)
    row.stage_names = {one: one_line(row.stage_names.get(one) or STAGES[one]) for one in STAGES}
    if wrong := wrong_names(row):
        raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)
    row.full_clean()
    row.save()
    return row


def wrong_names(row: ConversionRules) -> dict[str, list[str]]:
    """Why the names of `row` may not leave, by field; empty if they may. One query."""
    own = list(own_treatments())
    told = {name: [getattr(row, name)] for name in NAMES} | {"stage_names": list(row.stage_names.values())}
    found = {}
    for field, names in told.items():
        reasons = [(name, why) for name in names if (why := refusal(name, own))]
        if reasons:
            found[field] = [_said(name, why, many=len(names) > 1) for name, why in reasons]
    if not found and row.accepted_name == row.completed_name:
        found["completed_name"] = [_("Choose two different names.")]
    return found


def own_treatments() -> Iterator[str]:
    """All that the clinic calls its treatments, offered or not: names, names by language, other words."""
    for name, names, aliases in Treatment.objects.values_list("name", "names", "aliases"):
        yield name
        yield from (one for one in (names or {}).values() if isinstance(one, str))
        yield from (one for one in aliases or [] if isinstance(one, str))


def _said(name: str, why: Refusal, *, many: bool) -> str:
    return f"{name}: {SENTENCES[why]}" if many else str(SENTENCES[why])
