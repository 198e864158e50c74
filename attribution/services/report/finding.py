"""From a number of the report to the very leads behind it: one filter of the list of leads."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from attribution.models import Campaign, Credit
from attribution.models.credit import MODELS
from attribution.services.rollup.tallying import accepted_ones, reached_qualified
from attribution.words import MODEL_WORDS, STEP_WORDS
from crm.lib.row_ids import row_id
from leads.querysets import LeadQuerySet

if TYPE_CHECKING:
    from leads.services.finding.filters import LeadFilters

FILTER = "campaign"
LEADS, QUALIFIED, ACCEPTED = "leads", "qualified", "accepted"
_NARROWED: dict[str, Callable[[Any], Any]] = {
    LEADS: lambda rows: rows,
    QUALIFIED: reached_qualified,
    ACCEPTED: accepted_ones,
}


@dataclass(frozen=True)
class Behind:
    """The number `step` of a campaign and all below it, of enquiries that began between two days."""

    campaign: int
    model: str
    first: date
    last: date
    step: str = LEADS

    def address(self) -> str:
        """As it stands behind `campaign=` in the address of the list."""
        return ".".join((str(self.campaign), self.model, f"{self.first}", f"{self.last}", self.step))

    def __str__(self) -> str:
        row = Campaign.objects.filter(pk=self.campaign).first()
        days = f"{date_format(self.first, 'j M Y')} – {date_format(self.last, 'j M Y')}"
        return ", ".join(
            (row.title if row else "?", str(STEP_WORDS[self.step]), str(MODEL_WORDS[self.model]), days)
        )


class BehindField(forms.CharField):
    """campaign=12.last.2026-10-25.2026-11-23.accepted"""

    def __init__(self, **options: Any):
        super().__init__(max_length=80, **options)

    def clean(self, value: Any) -> Behind | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            campaign, model, first, last, step = text.split(".")
            asked = Behind(row_id(campaign) or 0, model, date.fromisoformat(first), date.fromisoformat(last), step)
        except ValueError:
            raise ValidationError(_("There is no such number of a report.")) from None
        if not asked.campaign or model not in MODELS or step not in _NARROWED:
            raise ValidationError(_("There is no such number of a report."))
        return asked


def leads_behind(rows: LeadQuerySet, asked: Behind, filters: "LeadFilters") -> LeadQuerySet:
    """Those with a share in it, however small."""
    credits_ = Credit.objects.filter(
        campaign__in=_with_all_below(asked.campaign), day__range=(asked.first, asked.last)
    )
    credits_ = credits_.filter(**{f"parts_{asked.model}__gt": 0}).order_by()
    return rows.filter(pk__in=_NARROWED[asked.step](credits_).values("lead"), is_test=False)


def _with_all_below(campaign: int) -> set[int]:
    parents = dict(Campaign.objects.order_by().values_list("pk", "parent_id"))
    found, fresh = {campaign}, {campaign}
    while fresh:
        fresh = {pk for pk, parent in parents.items() if parent in fresh} - found
        found |= fresh
    return found
