"""What is asked about a colleague, and about oneself. Only these fields are ever written (H:A5)."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tenants.desk.forms import AskingForm
from tenants.settings.zones import zones
from tenants.staff.hours_field import HoursField, written
from tenants.staff.languages import SPOKEN
from tenants.staff.models import Team, User
from tenants.staff.models.hours import WeeklyHours
from tenants.staff.roles import ROLES
from tenants.staff.services.editing import state_of, version_of

_INPUT = {"class": "bw-input"}
_SEVERAL = forms.CheckboxSelectMultiple
_ROLES = [(role, _(role)) for role in ROLES]
DAYS = {f"hours_{day}": name for day, name in WeeklyHours.Weekday.choices}


class OneselfForm(AskingForm):
    """What everybody says about themselves."""

    full_name = forms.CharField(
        label=_("Name"), max_length=120, widget=forms.TextInput(attrs={**_INPUT, "dir": "auto"})
    )
    language = forms.ChoiceField(
        label=_("Language of the desk"), choices=settings.LANGUAGES, widget=forms.Select(attrs=_INPUT)
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"), choices=list(SPOKEN.items()), required=False, widget=_SEVERAL
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=lambda: [("", _("The clinic's")), *((zone, zone.replace("_", " ")) for zone in zones())],
        required=False,
        widget=forms.Select(attrs=_INPUT),
    )

    phone = forms.CharField(
        label=_("Own telephone"),
        max_length=40,
        required=False,
        help_text=_("Rung first when you call a patient from the desk. They see the clinic's number."),
        widget=forms.TextInput(attrs={**_INPUT, "dir": "ltr", "inputmode": "tel", "autocomplete": "tel"}),
    )

    def __init__(self, data: Any = None, *, person: User):
        held = state_of(person)
        days = {name: written(held["hours"], int(name[-1])) for name in DAYS}
        super().__init__(data, initial={**held, **days, "version": version_of(person)})
        for name, label in DAYS.items():
            self.fields[name] = HoursField(label=label)

    def wanted(self) -> dict[str, Any]:
        """By name, as the service takes it."""
        plain = {name: value for name, value in self.cleaned_data.items() if name not in {*DAYS, "version"}}
        plain["languages"] = sorted(plain["languages"])
        plain["hours"] = sorted(
            stretch for name in DAYS for stretch in HoursField.on(int(name[-1]), self.cleaned_data[name])
        )
        return plain

    def days(self) -> list[forms.BoundField]:
        return [self[name] for name in DAYS]


class PersonForm(OneselfForm):
    """What an Admin says about a colleague; `version` is what they had before their eyes."""

    version = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)
    role = forms.ChoiceField(label=_("Role"), choices=_ROLES, widget=forms.Select(attrs=_INPUT))
    data_scope = forms.ChoiceField(
        label=_("Sees"), choices=User.DataScope.choices, widget=forms.Select(attrs=_INPUT)
    )
    capacity = forms.IntegerField(
        label=_("Open leads at most"),
        min_value=0,
        max_value=10_000,
        required=False,
        help_text=_("Empty is no limit."),
        widget=forms.NumberInput(attrs={**_INPUT, "inputmode": "numeric"}),
    )
    teams = forms.TypedMultipleChoiceField(label=_("Teams"), required=False, coerce=int, widget=_SEVERAL)

    def __init__(self, data: Any = None, *, person: User, own: bool = False):
        super().__init__(data, person=person)
        self.fields["teams"].choices = list(Team.objects.values_list("pk", "name"))
        if own:
            for name in ("role", "data_scope", "capacity", "teams"):
                del self.fields[name]

    def wanted(self) -> dict[str, Any]:
        plain = super().wanted()
        if "teams" in plain:
            plain["teams"] = sorted(plain["teams"])
        return plain


class InvitationForm(AskingForm):
    """A new colleague."""

    email = forms.EmailField(label=_("Mail"), max_length=254, widget=forms.EmailInput(attrs=_INPUT))
    full_name = forms.CharField(
        label=_("Name"), max_length=120, widget=forms.TextInput(attrs={**_INPUT, "dir": "auto"})
    )
    role = forms.ChoiceField(label=_("Role"), choices=_ROLES, initial="Agent", widget=forms.Select(attrs=_INPUT))
    data_scope = forms.ChoiceField(
        label=_("Sees"), choices=User.DataScope.choices, initial="own", widget=forms.Select(attrs=_INPUT)
    )
    language = forms.ChoiceField(
        label=_("Language of the desk"), choices=settings.LANGUAGES, widget=forms.Select(attrs=_INPUT)
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"), choices=list(SPOKEN.items()), required=False, widget=_SEVERAL
    )
