"""How a text file is read, where what was recognised is wrong."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.models import LeadImport
from leads.services.importing.reading_otherwise import alphabets, delimiters
from tenants.desk.forms import AskingForm


class ReadingForm(AskingForm):
    encoding = forms.ChoiceField(label=_("Letters are written in"))
    delimiter = forms.ChoiceField(label=_("Between the cells stand"))

    def __init__(self, data: Mapping[str, Any] | None, *, brought: LeadImport):
        self.brought, about = brought, brought.about
        super().__init__(data, initial={name: about.get(name, "") for name in ("encoding", "delimiter")})
        self.fields["encoding"].choices = list(alphabets(about).items())
        self.fields["delimiter"].choices = list(delimiters(about).items())
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "bw-input"
            if name in self.errors:
                field.widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"id_{name}_error"}
