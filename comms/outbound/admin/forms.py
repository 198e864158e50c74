"""What is asked about an own system; services decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comms.outbound.catalogue import EVENTS
from comms.outbound.models import Connector
from comms.providers.own_system.outside import LONGEST
from tenants.desk.forms import AskingForm

_INPUT = {"class": "bw-input", "autocomplete": "off"}


class SystemForm(AskingForm):
    """What may be changed of one."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("What it is, in your words."),
        error_messages={"required": _("Give it a name.")},
        widget=forms.TextInput(attrs=_INPUT | {"dir": "auto"}),
    )
    events = forms.MultipleChoiceField(
        label=_("What it is told"),
        choices=list(EVENTS.items()),
        error_messages={"required": _("Choose at least one.")},
        widget=forms.CheckboxSelectMultiple,
    )

    @classmethod
    def about(cls, row: Connector, data: Any = None) -> "SystemForm":
        return cls(data, initial={"name": row.name, "events": row.events})


class NewSystemForm(SystemForm):
    address = forms.CharField(
        label=_("Address"),
        max_length=LONGEST,
        help_text=_("https only. It answers with a 2xx status within 5 seconds."),
        error_messages={"required": _("Enter the address.")},
        widget=forms.URLInput(attrs=_INPUT | {"dir": "ltr", "autocapitalize": "none", "spellcheck": "false"}),
    )
    field_order = ["name", "address", "events"]
