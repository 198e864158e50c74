"""What people change about a lead on its page."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from crm.lib.lines import one_line
from leads.models import Lead, Stage, Treatment
from leads.services.owners import possible_owners
from leads.services.treatment_names import treatment_name
from tenants.staff.languages import SPOKEN
from tenants.staff.models import User

COLUMNS = {"stage": "stage_id", "assigned_to": "assigned_to_id", "treatment": "treatment_id"}
GONE = _("This does not exist.")


class LeadForm(forms.Form):
    """Each field comes with what it showed, so that a colleague's change is seen (leads.services.editing)."""

    first_name = forms.CharField(label=_("First name"), max_length=120, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=120, required=False)
    country = forms.CharField(
        label=_("Country"),
        max_length=2,
        required=False,
        help_text=_("Two letters, as in IT."),
        validators=[RegexValidator("^[A-Za-z]{2}$", _("Two letters, as in IT."))],
    )
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    language = forms.ChoiceField(label=_("Language"), required=False, error_messages={"invalid_choice": GONE})
    company = forms.CharField(label=_("Company"), max_length=120, required=False)
    treatment = forms.ModelChoiceField(
        label=_("Treatment"),
        queryset=None,
        required=False,
        empty_label=_("none named"),
        error_messages={"invalid_choice": GONE},
    )
    source = forms.ChoiceField(
        label=_("Source"), choices=Lead.Source.choices, error_messages={"invalid_choice": GONE}
    )
    stage = forms.ModelChoiceField(
        label=_("Stage"), queryset=None, empty_label=None, error_messages={"invalid_choice": GONE}
    )
    assigned_to = forms.ModelChoiceField(
        label=_("Owner"),
        queryset=None,
        required=False,
        empty_label=_("nobody"),
        error_messages={"invalid_choice": GONE},
    )

    def __init__(self, data: QueryDict | None = None, *, lead: Lead, reader: User):
        shown = {name: getattr(lead, COLUMNS.get(name, name)) for name in self.base_fields}
        super().__init__(data, initial=shown)
        self.fields["stage"].queryset = Stage.objects.all()
        self.fields["stage"].widget.choices = list(iter(self.fields["stage"].choices))  # looked at twice
        mine = possible_owners().values("pk")
        self.fields["assigned_to"].queryset = User.objects.filter(Q(pk__in=mine) | Q(pk=lead.assigned_to_id))
        offered = Q(is_active=True) | Q(pk=lead.treatment_id)
        self.fields["treatment"].queryset = Treatment.objects.filter(offered)
        self.fields["treatment"].label_from_instance = treatment_name
        self.fields["language"].choices = languages(lead.language)
        for name, field in self.fields.items():
            field.show_hidden_initial = True
            field.widget.attrs["class"] = "bw-input"
            if name in self.errors:
                field.widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"id_{name}_error"}
        for name in list(self.errors)[:1]:
            self.fields[name].widget.attrs["autofocus"] = True

    def clean_first_name(self) -> str:
        return one_line(self.cleaned_data["first_name"])

    def clean_last_name(self) -> str:
        return one_line(self.cleaned_data["last_name"])

    def clean_city(self) -> str:
        return one_line(self.cleaned_data["city"])

    def clean_company(self) -> str:
        return one_line(self.cleaned_data["company"])

    def clean_country(self) -> str:
        return self.cleaned_data["country"].upper()

    def wanted(self) -> dict[str, Any]:
        """By column, as `change_lead` takes it; of fields that were sent only."""
        sent = {name: value for name, value in self.cleaned_data.items() if name in self.data}
        return {COLUMNS.get(name, name): _plain(value) for name, value in sent.items()}

    def was(self) -> dict[str, Any]:
        """What the person had before their eyes, by column; what no page of ours sends is left out."""
        shown = {name: self.data.get(self.add_initial_prefix(name)) for name in self.fields}
        return {COLUMNS.get(n, n): _column(n, text) for n, text in shown.items() if text is not None}


def languages(now: str) -> list[tuple[str, Any]]:
    """Those of the list, and the one that the lead speaks already."""
    rare = [(now, now)] if now and now not in SPOKEN else []
    return [("", _("not known")), *SPOKEN.items(), *rare]


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, Stage | Treatment | User) else value


def _column(name: str, text: str) -> Any:
    if name not in COLUMNS:
        return text
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
