"""What is asked before a file is made, and what may leave by which names."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from attribution.conversions.models import ConversionRules
from attribution.conversions.models.export import Layout
from attribution.conversions.services.choosing import Wish
from attribution.conversions.services.names import LONGEST, STAGES
from leads.models.stage import Semantic
from tenants.desk.forms import AskingForm

STAGE = "stage_"


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "bw-input"})
    return forms.DateField(label=label, required=False, widget=widget)


class FileForm(AskingForm):
    """A file that is made by a press of its button."""

    layout = forms.ChoiceField(choices=Layout.choices)
    since = _day(_("From"))
    until = _day(_("Until"))
    again = forms.BooleanField(label=_("What was in a file before, too"), required=False)

    def wish(self) -> Wish:
        said = self.cleaned_data
        return Wish(said["layout"], said["since"], said["until"], said["again"])


class RulesForm(AskingForm):
    """`stage_names` of the row are one field each."""

    tells = forms.ChoiceField(
        label=_("What a file says"),
        choices=ConversionRules.Tells.choices,
        help_text=ConversionRules._meta.get_field("tells").help_text,
    )
    accepted_name = forms.CharField(
        label=_("Name for accepted"),
        max_length=LONGEST,
        help_text=ConversionRules._meta.get_field("accepted_name").help_text,
    )
    completed_name = forms.CharField(label=_("Name for completed"), max_length=LONGEST)
    with_orders = forms.BooleanField(
        label=capfirst(ConversionRules._meta.get_field("with_orders").verbose_name),
        help_text=ConversionRules._meta.get_field("with_orders").help_text,
        required=False,
    )

    def __init__(self, data: Mapping[str, Any] | None, *, row: ConversionRules, readable_only: bool):
        names = {f"{STAGE}{one}": row.stage_names.get(one, STAGES[one]) for one in STAGES}
        own = {name: getattr(row, name) for name in ("tells", "accepted_name", "completed_name", "with_orders")}
        super().__init__(data, initial=own | names)
        for one in STAGES:
            field = forms.CharField(label=Semantic(one).label, max_length=LONGEST, required=False)
            field.is_grouped = True
            self.fields[f"{STAGE}{one}"] = field
        for field in self.fields.values():
            field.disabled = readable_only
            field.widget.attrs["class"] = "bw-check" if isinstance(field, forms.BooleanField) else "bw-input"

    def wanted(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        names = {one: said.pop(f"{STAGE}{one}") for one in STAGES}
        return said | {"stage_names": names}
