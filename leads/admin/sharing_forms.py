"""What is asked about sharing out: the clinic's own numbers, and one rule."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from leads.models import AssignmentRule, Lead, Partner, SharingRules, Treatment
from leads.services.owners import possible_owners
from leads.services.reading.places import country_named
from leads.services.sharing.duty import is_alone
from leads.services.sharing.rules import CONDITIONS
from tenants.desk.forms import AskingForm
from tenants.settings.countries import country_choices
from tenants.staff.languages import SPOKEN
from tenants.staff.models import Team

_INPUT, _TICK = {"class": "bw-input"}, {"class": "bw-check"}
_OF_COLLEAGUES = ("shares_out", "team_minutes", "managers_minutes")


class SharingForm(forms.ModelForm):
    """The one row, in our look, read-only for who may not change it; nothing of colleagues where there are none."""

    class Meta:
        model = SharingRules
        fields = ["shares_out", "next_answer_minutes", "team_minutes", "managers_minutes"]

    def __init__(self, *args: Any, readable_only: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in _OF_COLLEAGUES if is_alone() else ():
            del self.fields[name]
        for name, field in self.fields.items():
            field.widget.attrs.update(_TICK if name == "shares_out" else _INPUT)
            field.disabled = readable_only

    def clean(self) -> dict[str, Any]:
        """The rule of the database, said beside its field."""
        given = super().clean()
        team, managers = given.get("team_minutes"), given.get("managers_minutes")
        if team is not None and managers is not None and managers < team:
            self.add_error("managers_minutes", _("The Managers do not hear before the team."))
        return given


class RuleForm(AskingForm):
    """Several values of one condition mean any of them; several conditions mean all of them."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        widget=forms.TextInput(attrs={**_INPUT, "dir": "auto", "autocomplete": "off"}),
    )
    is_active = forms.BooleanField(label=_("In use"), required=False)
    source = forms.MultipleChoiceField(label=_("Source"), choices=Lead.Source.choices)
    language = forms.MultipleChoiceField(label=_("Language"), choices=list(SPOKEN.items()))
    country = forms.CharField(
        label=_("Country"),
        max_length=600,
        help_text=_("Names or codes with commas between, as in: Switzerland, AT."),
        widget=forms.TextInput(attrs={**_INPUT, "dir": "auto", "autocomplete": "off"}),
    )
    category = forms.MultipleChoiceField(label=_("Treatment"), choices=Treatment.Category.choices)
    partner = forms.TypedMultipleChoiceField(label=_("Partner"), coerce=int)
    team = forms.TypedChoiceField(label=_("Team"), coerce=int, empty_value=None, required=False)
    members = forms.TypedMultipleChoiceField(label=_("People"), coerce=int)
    skip = forms.BooleanField(
        label=_("Do not share out"), required=False, help_text=_("These leads wait until somebody takes them.")
    )
    _SEVERAL = ("source", "language", "category", "partner", "members")

    def __init__(self, data: Any = None, *, row: AssignmentRule | None, readable_only: bool):
        super().__init__(data, initial=_shown(row))
        self.fields["partner"].choices = list(Partner.objects.values_list("pk", "name"))
        self.fields["team"].choices = [("", _("Everybody")), *Team.objects.values_list("pk", "name")]
        self.fields["members"].choices = [(one.pk, str(one)) for one in possible_owners()]
        self.fields["team"].widget.attrs.update(_INPUT)
        for name in ("is_active", "skip"):
            self.fields[name].widget.attrs.update(_TICK)
        for name in self._SEVERAL:
            self.fields[name].widget = forms.CheckboxSelectMultiple(choices=self.fields[name].choices)
        for name, field in self.fields.items():
            field.required = name == "name"
            field.disabled = readable_only
            field.label = capfirst(field.label)

    def clean_country(self) -> list[str]:
        """Their codes, each once."""
        typed = [one.strip() for one in self.cleaned_data["country"].split(",") if one.strip()]
        codes = {one: country_named(one) for one in typed}
        strange = next((one for one, code in codes.items() if not code), "")
        if strange:
            raise forms.ValidationError(_("There is no country “%(name)s”.") % {"name": strange})
        return list(dict.fromkeys(codes.values()))

    def wanted(self) -> dict[str, Any]:
        given = self.cleaned_data
        plain = {name: given[name] for name in ("name", "is_active", "skip", "team", "members")}
        return plain | {"conditions": {name: given[name] for name in CONDITIONS}}


def _shown(row: AssignmentRule | None) -> dict[str, Any]:
    if row is None:
        return {"is_active": True}
    plain = {"name": row.name, "is_active": row.is_active, "skip": row.skip, "team": row.team_id}
    conditions = row.conditions if isinstance(row.conditions, dict) else {}
    names = dict(country_choices())
    countries = ", ".join(str(names.get(code, code)) for code in conditions.get("country", []))
    people = list(row.members.values_list("pk", flat=True))
    return {**plain, **conditions, "country": countries, "members": people}
