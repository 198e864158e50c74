"""What staff add to an arrival before they accept it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.models import LeadPayload
from leads.services.reading import LIMITS, name_in
from leads.services.triage.person import GIVEN
from tenants.desk.forms import AskingForm


def _text(label: Any, name: str, **attrs: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "bw-input", "dir": "auto", "autocomplete": "off", **attrs})
    return forms.CharField(label=label, max_length=LIMITS[name], required=False, widget=widget)


class PersonForm(AskingForm):
    """Name and contacts, as the form said them."""

    first_name = _text(_("First name"), "first_name")
    last_name = _text(_("Last name"), "last_name")
    phone = _text(_("Phone"), "phone", inputmode="tel", dir="ltr")
    email = _text(_("E-mail"), "email", inputmode="email", dir="ltr")

    def __init__(self, data: Any = None, *, payload: LeadPayload):
        first, last = name_in(payload.fields)
        said = {name: payload.fields.get(name, "") for name in GIVEN}
        super().__init__(data, initial={**said, "first_name": first, "last_name": last})
