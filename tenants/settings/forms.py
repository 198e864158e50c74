"""The forms of the settings pages; services decide, these ask."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tenants.settings.kinds import Field, Kind
from tenants.settings.models import ClinicSettings
from tenants.settings.models.clinic_settings import IDLE_LEAST, IDLE_MOST
from tenants.settings.zones import zones

_INPUT = {"class": "bw-input"}


class SettingsForm(forms.ModelForm):
    """Fields of ClinicSettings in our look, read-only for who may not change them."""

    def __init__(self, *args: Any, readable_only: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.update(_INPUT)
            field.disabled = readable_only


class ClinicForm(SettingsForm):
    class Meta:
        model = ClinicSettings
        fields = ["country", "currency", "language"]


class TimeForm(SettingsForm):
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=lambda: [(zone, zone.replace("_", " ")) for zone in zones()],
        help_text=_("Opening hours, shifts and reports are in it."),
    )

    class Meta:
        model = ClinicSettings
        fields = ["time_zone"]


class SecurityForm(SettingsForm):
    idle_minutes = forms.IntegerField(
        label=capfirst(ClinicSettings._meta.get_field("idle_minutes").verbose_name),
        help_text=ClinicSettings._meta.get_field("idle_minutes").help_text,
        widget=forms.NumberInput(attrs={"min": IDLE_LEAST, "max": IDLE_MOST}),
    )

    def clean_idle_minutes(self) -> int:
        """One sentence for both ends."""
        minutes = self.cleaned_data["idle_minutes"]
        if not IDLE_LEAST <= minutes <= IDLE_MOST:
            raise forms.ValidationError(_("From 5 to 240 minutes."))
        return minutes

    class Meta:
        model = ClinicSettings
        fields = ["idle_minutes"]


class CredentialForm(forms.Form):
    """What a kind asks for. Secrets are never filled in; left empty they stay."""

    def __init__(self, *args: Any, kind: Kind, endings: dict[str, str] | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for one in kind.fields:
            self.fields[one.name] = _secret(one, endings) if one.secret else _open(one)


def _open(one: Field) -> forms.Field:
    common = {"label": one.label, "help_text": one.help, "required": one.required, "initial": one.initial}
    if one.choices:
        return forms.ChoiceField(choices=one.choices, widget=forms.Select(attrs=_INPUT), **common)
    return forms.CharField(widget=forms.TextInput(attrs=_INPUT | {"autocomplete": "off"}), **common)


def _secret(one: Field, endings: dict[str, str] | None) -> forms.Field:
    """`endings` is None where nothing is stored yet."""
    stored = endings is not None
    ending = f"•••• {(endings or {}).get(one.name, '')}".strip()
    told = _("Stored: %(ending)s. Leave it empty to keep it.") % {"ending": ending} if stored else one.help
    widget = forms.PasswordInput(attrs=_INPUT | {"autocomplete": "new-password"})
    return forms.CharField(
        label=one.label, help_text=told, required=one.required and not stored, strip=True, widget=widget
    )
