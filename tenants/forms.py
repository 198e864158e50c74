"""What the platform's people are asked before something happens to a clinic."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tenants.desk.forms import AskingForm
from tenants.models import Visit
from tenants.services.visits import LONGEST, MINUTES, SHORTEST

_INPUT = {"class": "bw-input"}
_WHY = format_lazy(_("Say why, in {shortest} to {longest} characters."), shortest=SHORTEST, longest=LONGEST)


class ReasonForm(AskingForm):
    """Why; the clinic reads it."""

    reason = forms.CharField(
        label=_("Reason"),
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={**_INPUT, "rows": 3, "dir": "auto"}),
        help_text=_("The clinic reads it. No names of patients."),
        error_messages=dict.fromkeys(["required", "min_length", "max_length"], _WHY),
    )


class ClosingForm(ReasonForm):
    """Closing asks for the workspace's name too: a slip of the hand closes nothing."""

    slug = forms.CharField(
        label=_("Type the workspace's name"), max_length=40, widget=forms.TextInput(attrs=_INPUT)
    )

    def __init__(self, *args: Any, slug: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._slug = slug

    def clean_slug(self) -> str:
        typed = self.cleaned_data["slug"].strip().lower()
        if typed != self._slug:
            raise forms.ValidationError(_("This is not its name: %(slug)s.") % {"slug": self._slug})
        return typed


class VisitForm(ReasonForm):
    """A visit: why, as what, for how long."""

    role = forms.ChoiceField(
        label=_("As"),
        choices=Visit.Role.choices,
        initial=Visit.Role.READ_ONLY,
        widget=forms.Select(attrs=_INPUT),
        help_text=_("Also as an Admin: no invitations, no roles, no credentials, no exports."),
    )
    minutes = forms.TypedChoiceField(
        label=_("For"),
        coerce=int,
        choices=[(n, format_lazy(_("{n} minutes"), n=n)) for n in MINUTES],
        initial=MINUTES[0],
        widget=forms.Select(attrs=_INPUT),
    )


class PlatformAdminForm(AskingForm):
    """Who else runs this installation."""

    email = forms.EmailField(label=_("Mail"), max_length=254, widget=forms.EmailInput(attrs=_INPUT))
    full_name = forms.CharField(
        label=_("Name"), max_length=120, widget=forms.TextInput(attrs={**_INPUT, "dir": "auto"})
    )


class ApprovalForm(AskingForm):
    """Under which name the clinic opens: the one that was wished, unless it is put right here."""

    slug = forms.CharField(
        label=_("Workspace"),
        max_length=40,
        widget=forms.TextInput(attrs={**_INPUT, "autocapitalize": "none", "spellcheck": "false"}),
        help_text=_("Stands in the address of the clinic and cannot be changed later."),
    )


class DecliningForm(AskingForm):
    """What they are told, or nothing."""

    answer = forms.CharField(
        label=_("What we write to them"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={**_INPUT, "rows": 4, "dir": "auto"}),
        help_text=_("Empty: nobody is written to. Otherwise it goes out as it stands here."),
    )
