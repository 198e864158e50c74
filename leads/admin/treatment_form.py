"""A line of the price list, as people type it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from leads.models import Treatment
from leads.services.money import minor, typed
from leads.services.price_list import NAMES_WRONG, names_shown
from tenants.desk.forms import AskingForm
from tenants.settings.models.clinic_settings import Currency

HIGHEST_PRICE = 9_999_999
LONGEST_TEXT = 12_000
PRICES = ("price_from", "price_to")


def _label(name: str) -> Any:
    return capfirst(Treatment._meta.get_field(name).verbose_name)


def _price(name: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=_label(name), required=False, min_value=0, max_value=HIGHEST_PRICE, max_digits=9, decimal_places=2
    )


def _lines(name: str, help_text: Any) -> forms.CharField:
    box = forms.Textarea(attrs={"rows": 5, "dir": "auto"})
    return forms.CharField(
        label=_label(name), required=False, max_length=LONGEST_TEXT, widget=box, help_text=help_text
    )


class TreatmentForm(AskingForm):
    """Prices are typed as money; names and other words one on a line."""

    name = forms.CharField(label=_label("name"), max_length=80, widget=forms.TextInput(attrs={"dir": "auto"}))
    category = forms.ChoiceField(label=_label("category"), choices=Treatment.Category.choices)
    price_from, price_to = _price("price_from"), _price("price_to")
    currency = forms.ChoiceField(label=_label("currency"), choices=Currency.choices)
    visits = forms.IntegerField(label=_label("visits"), min_value=1, validators=[MaxValueValidator(50)])
    healing_months = forms.IntegerField(
        label=_label("healing_months"), min_value=0, validators=[MaxValueValidator(60)]
    )
    aliases = _lines("aliases", _("One on a line. Whoever writes one of these words means this treatment."))
    names = _lines("names", _("One on a line, as in it: Corona in zirconio."))
    is_active = forms.BooleanField(
        label=_label("is_active"),
        required=False,
        help_text=_("Off: it stays on its leads, and nobody new gets it."),
    )

    def __init__(self, data: Mapping[str, str] | None, *, row: Treatment, readable_only: bool):
        super().__init__(data, initial=shown(row))
        for name, field in self.fields.items():
            field.disabled = readable_only
            field.widget.attrs["class"] = "bw-check" if isinstance(field, forms.BooleanField) else "bw-input"
            if name in self.errors:
                field.widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"id_{name}_error"}

    def clean_aliases(self) -> list[str]:
        return self.cleaned_data["aliases"].splitlines()

    def clean_names(self) -> dict[str, str]:
        pairs = [line.partition(":") for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if not all(name.strip() for _code, _colon, name in pairs):
            raise forms.ValidationError(NAMES_WRONG)
        return {code.strip().lower(): name for code, _colon, name in pairs}

    def wanted(self) -> dict[str, Any]:
        """By column, as `keep_treatment` takes it."""
        return self.cleaned_data | {name: minor(self.cleaned_data[name]) for name in PRICES}


def shown(row: Treatment) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in ("name", "category", "currency", "visits", "healing_months")}
    prices = {name: typed(getattr(row, name)) for name in PRICES}
    lines = {"aliases": "\n".join(map(str, row.aliases)), "names": names_shown(row.names)}
    return plain | prices | lines | {"is_active": row.is_active}
