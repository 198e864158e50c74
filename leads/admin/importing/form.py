"""What each column becomes and what holds for the whole list, as people choose it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.models import LeadImport
from leads.services.custom import active_fields
from leads.services.importing.columns import targets
from leads.services.importing.options import AS_IN_FILE, LEAVE_OUT, MOST_WORDS, NOBODY, TAKE, kept_options
from leads.services.owners import possible_owners
from tenants.desk.forms import AskingForm
from tenants.settings.countries import country_choices

DAYS = {"": None, "true": True, "false": False}


class ColumnsForm(AskingForm):
    """A field for each column, named by its place; below them the options."""

    owner = forms.ChoiceField(label=_("Give them to"), required=False)
    tag = forms.CharField(
        label=_("Tag for all of them"),
        required=False,
        max_length=40,
        help_text=_("So that you find this list again."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    day_first = forms.ChoiceField(
        label=_("How dates are written"),
        required=False,
        choices=[
            ("", _("As the dates of the file show")),
            ("true", _("Day first: 31/12/2026")),
            ("false", _("Month first: 12/31/2026")),
        ],
    )
    form_country = forms.ChoiceField(
        label=_("Country of numbers without one"),
        required=False,
        help_text=_("Of rows that name no country."),
    )
    yes = forms.CharField(
        label=_("Words of consent that count as yes"),
        required=False,
        max_length=400,
        help_text=_("With commas between. Empty: yes, and the same in your patients' languages."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    near = forms.ChoiceField(
        label=_("Rows that look like somebody"),
        required=False,
        choices=[(TAKE, _("Import them all the same")), (LEAVE_OUT, _("Leave them out, to be looked at"))],
        help_text=_("The same name and country or treatment, a mistyped mail, a number with the same figures."),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, brought: LeadImport):
        kept = kept_options(brought.options)
        day = next((code for code, value in DAYS.items() if value is kept.day_first), "")
        initial = {"owner": kept.owner, "tag": kept.tag, "day_first": day, "form_country": kept.form_country}
        places = {f"to_{at}": brought.mapping.get(name, "") for at, name in enumerate(brought.header)}
        super().__init__(data, initial=initial | places | {"yes": ", ".join(kept.yes), "near": kept.near})
        self.brought = brought
        people = [(str(one.pk), str(one)) for one in possible_owners().order_by("full_name", "email")]
        self.fields["owner"].choices = [(NOBODY, _("Nobody yet")), (AS_IN_FILE, _("As in the file")), *people]
        self.fields["form_country"].choices = [("", _("The clinic's country")), *country_choices()]
        self._add_columns(brought.header)
        for name, field in self.fields.items():
            field.widget.attrs |= {"class": "bw-input", "form": "bw-columns"}
            if name in self.errors:
                field.widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"id_{name}_error"}

    def _add_columns(self, header: Sequence[str]) -> None:
        choices = list(targets(active_fields()).items())
        for at, name in enumerate(header):
            self.fields[f"to_{at}"] = forms.ChoiceField(
                label=name,
                required=False,
                choices=choices,
                error_messages={"invalid_choice": _("This does not exist.")},
            )

    def mapping(self) -> dict[str, str]:
        return {name: self.cleaned_data[f"to_{at}"] for at, name in enumerate(self.brought.header)}

    def options(self) -> dict[str, Any]:
        said = self.cleaned_data
        yes = [word.strip() for word in said["yes"].split(",") if word.strip()][:MOST_WORDS]
        return {name: said[name] for name in ("owner", "tag", "form_country", "near")} | {
            "day_first": DAYS[said["day_first"]],
            "yes": yes,
        }

    def is_as_checked(self) -> bool:
        """Whether a dry run has looked at just this."""
        return (
            self.mapping() == self.brought.mapping
            and self.options() == kept_options(self.brought.options).as_json()
        )

    def options_shown(self) -> list[forms.BoundField]:
        return [self[name] for name in self.base_fields]
