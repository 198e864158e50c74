"""What people change about a lead on its page."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db.models import Q
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from crm.lib.lines import one_line
from crm.lib.row_ids import row_id
from leads.admin.own_fields import own_form_fields
from leads.asked import StageSelect
from leads.models import Lead, Partner, Stage, Treatment
from leads.models.stage import Semantic
from leads.services.owners import possible_owners
from leads.services.partners import choosable
from leads.services.sharing.duty import is_alone
from leads.services.stage_names import stage_name
from leads.services.treatment_names import treatment_name
from tenants.staff.languages import SPOKEN
from tenants.staff.models import User

COLUMNS = {
    "stage": "stage_id",
    "assigned_to": "assigned_to_id",
    "treatment": "treatment_id",
    "partner": "partner_id",
}
GONE = _("This does not exist.")
FIRST = ("stage", "assigned_to")  # what changes most stands open
NO, YES = str(False), str(True)


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
    interest = forms.CharField(label=_("Asked for"), max_length=200, required=False)
    source = forms.ChoiceField(
        label=_("Source"), choices=Lead.Source.choices, error_messages={"invalid_choice": GONE}
    )
    sub_source = forms.CharField(label=_("Which source"), max_length=80, required=False)
    partner = forms.ModelChoiceField(
        label=_("Partner"),
        queryset=None,
        required=False,
        empty_label=_("none"),
        error_messages={"invalid_choice": GONE},
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
    is_test = forms.TypedChoiceField(
        label=_("A test"),
        choices=[(NO, _("no")), (YES, _("yes, left out of every number"))],
        coerce=YES.__eq__,
        error_messages={"invalid_choice": GONE},
    )

    def __init__(self, data: QueryDict | None = None, *, lead: Lead, reader: User):
        shown = {name: getattr(lead, COLUMNS.get(name, name)) for name in self.base_fields}
        own, texts, self.own_facts = own_form_fields(lead)
        super().__init__(data, initial=shown | texts)
        self.fields |= own
        self.fields["partner"].queryset = choosable(reader, standing=lead.partner_id)
        if reader.data_scope == User.DataScope.PARTNER:
            del self.fields["partner"]  # others' names are not theirs to read
        by_hand = Q(pk=lead.stage_id) | ~Q(semantic=Semantic.REPLIED)
        self.fields["stage"].queryset = Stage.objects.filter(by_hand)
        self.fields["stage"].label_from_instance = stage_name
        self.fields["stage"].widget = StageSelect(lead.stage.semantic)
        self.fields["stage"].widget.choices = list(iter(self.fields["stage"].choices))  # looked at twice
        mine = possible_owners().values("pk")
        self.fields["assigned_to"].queryset = User.objects.filter(Q(pk__in=mine) | Q(pk=lead.assigned_to_id))
        if is_alone():
            del self.fields["assigned_to"]
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

    def first_fields(self) -> list[BoundField]:
        return [self[name] for name in FIRST if name in self.fields]

    def other_fields(self) -> list[BoundField]:
        return [field for field in self if field.name not in FIRST]

    def clean_first_name(self) -> str:
        return one_line(self.cleaned_data["first_name"])

    def clean_last_name(self) -> str:
        return one_line(self.cleaned_data["last_name"])

    def clean_city(self) -> str:
        return one_line(self.cleaned_data["city"])

    def clean_interest(self) -> str:
        return one_line(self.cleaned_data["interest"])

    def clean_sub_source(self) -> str:
        return one_line(self.cleaned_data["sub_source"])

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
    return value.pk if isinstance(value, Partner | Stage | Treatment | User) else value


def _column(name: str, text: str) -> Any:
    if name == "is_test":
        return text == YES
    return row_id(text) if name in COLUMNS else text
