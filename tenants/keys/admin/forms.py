"""What is asked about a key; services decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tenants.desk.forms import AskingForm
from tenants.keys.models import ApiKey
from tenants.keys.models.api_key import MOST_PER_HOUR, PER_HOUR
from tenants.keys.services.rights import kinds_for
from tenants.keys.services.rotate import OVERLAPS
from tenants.staff.models import User

_INPUT = {"class": "bw-input", "autocomplete": "off"}
_CHOICES = {int(overlap.total_seconds()) // 3600: overlap for overlap in OVERLAPS}
_PAGES = _(
    "Its addresses, one a line, like https://clinic-site.example. The key works in these pages only; with and"
    " without www. are two."
)

_PAGES_OF_A_SITE_KEY = _(
    "Where a site key stands, one address a line, like https://clinic-site.example. A secret key has none."
)


class LinesField(forms.CharField):
    """A text with one thing a line; empty lines do not count."""

    def __init__(self, **kwargs: Any):
        rows = {"rows": 3, "dir": "ltr", "autocapitalize": "none", "spellcheck": "false"}
        super().__init__(widget=forms.Textarea(attrs=_INPUT | rows), max_length=10_000, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (super().to_python(value) or "").splitlines() if line.strip()]

    def run_validators(self, value: Any) -> None:
        super().run_validators("\n".join(value))


class KeyForm(AskingForm):
    """What may be changed of a key: `origins` of site keys only."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("What it is for: the name of the website or of the program."),
        error_messages={"required": _("Give the key a name.")},
        widget=forms.TextInput(attrs=_INPUT | {"dir": "auto"}),
    )
    origins = LinesField(label=_("Website"), required=False, help_text=_PAGES)
    per_hour = forms.IntegerField(
        label=_("Arrivals an hour at most"),
        min_value=1,
        max_value=MOST_PER_HOUR,
        help_text=_("What comes on top is asked to come again later."),
        error_messages={"required": _("Enter a number.")},
        widget=forms.NumberInput(attrs=_INPUT),
    )

    def __init__(self, data: Any = None, *, key: ApiKey):
        held = {"name": key.name, "origins": key.origins, "per_hour": key.per_hour}
        super().__init__(data, initial=held)
        if not key.is_site:
            del self.fields["origins"]

    def wanted(self) -> dict[str, Any]:
        return {"origins": [], **self.cleaned_data}


class NewKeyForm(KeyForm):
    """Of which kind it is, too, where the reader may choose. `route` makes sending the form twice one key."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        help_text=_("A site key stands in a web page and may only send forms; a secret one stays on your server."),
        widget=forms.Select(attrs={"class": "bw-input"}),
    )
    route = forms.CharField(widget=forms.HiddenInput, max_length=16)
    field_order = ["kind", "name", "origins", "per_hour"]

    def __init__(self, data: Any = None, *, by: User, kind: str, route: str):
        super().__init__(data, key=ApiKey(kind=ApiKey.Kind.SITE, per_hour=PER_HOUR))
        allowed = kinds_for(by)
        self.initial |= {"kind": kind if kind in allowed else allowed[-1], "route": route}
        self.fields["kind"].choices = [(k, label) for k, label in ApiKey.Kind.choices if k in allowed]
        if len(allowed) == 1:
            self.fields["kind"].widget = forms.HiddenInput()
        else:
            self.fields["origins"].help_text = _PAGES_OF_A_SITE_KEY


class RotateForm(AskingForm):
    """How long the old secret works on. `version` is the secret that the reader wants to be rid of."""

    overlap = forms.TypedChoiceField(
        label=_("The old key works on for"),
        coerce=lambda hours: _CHOICES[int(hours)],
        choices=[(0, _("no time: it is refused at once")), (24, _("24 hours")), (168, _("7 days"))],
        initial=24,
        widget=forms.Select(attrs={"class": "bw-input"}),
    )
    version = forms.CharField(widget=forms.HiddenInput, max_length=64)
