"""What people type of costs and rates."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from attribution.models import Campaign
from attribution.services.rates.reading import PLACES
from leads.services.list_uploads import LARGEST
from tenants.desk.forms import AskingForm
from tenants.settings.models.clinic_settings import Currency
from tenants.settings.services.clinic import clinic_settings

HIGHEST = Decimal(99_999_999)


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(
        label=label, required=required, help_text=help_text, widget=widget, input_formats=["%Y-%m-%d"]
    )


def _file() -> forms.FileField:
    said = _("CSV or Excel, at most %(megabytes)d MB.") % {"megabytes": LARGEST // 1024**2}
    return forms.FileField(label=_("File"), help_text=said, widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}))


class _Form(AskingForm):
    """With the look of the desk, and what is wrong told to whoever hears the page."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fill()
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "bw-input"
            if name in self.errors:
                field.widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"id_{name}_error"}

    def fill(self) -> None:
        """What the clinic has to choose from; before anything that was sent is looked at."""


class CostForm(_Form):
    campaign = forms.ModelChoiceField(
        label=_("Campaign"), queryset=Campaign.objects.none(), empty_label=_("Choose a campaign")
    )
    first, last = (
        _day(_("First day")),
        _day(_("Last day"), help_text=_("The amount is spread evenly over the days.")),
    )
    amount = forms.DecimalField(
        label=_("Amount"),
        min_value=0,
        max_value=HIGHEST,
        decimal_places=2,
        help_text=_("0 takes away what was typed for these days."),
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)

    def fill(self) -> None:
        self.initial["currency"] = clinic_settings().currency
        self.fields["campaign"].queryset = Campaign.objects.filter(is_merged=False, is_archived=False)
        self.fields["campaign"].label_from_instance = lambda row: row.title


class CostFileForm(_Form):
    file = _file()
    currency = forms.ChoiceField(
        label=_("Currency"),
        required=False,
        choices=[("", _("The file says it")), *Currency.choices],
        help_text=_("For a file that does not name its currency."),
    )
    since = _day(_("First day"), required=False, help_text=_("For a file without days."))
    until = _day(_("Last day"), required=False)


class RateForm(_Form):
    day = _day(_("Day"), help_text=_("It holds until the next day that has a rate."))
    currency = forms.ChoiceField(label=_("Currency"))
    rate = forms.DecimalField(label=_("Rate"), decimal_places=PLACES, max_digits=16)

    def fill(self) -> None:
        own = clinic_settings().currency
        self.fields["currency"].choices = [one for one in Currency.choices if one[0] != own]
        self.fields["rate"].help_text = _("What one unit of it is worth in %(own)s.") % {"own": own}


class RateFileForm(_Form):
    file = _file()
