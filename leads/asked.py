"""What a stage asks for, beside the field or the bar where it is chosen; styles show what the choice asks."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.lib.errors import InvalidData
from leads.models import Enquiry, Lead, LossReason
from leads.models.stage import Semantic
from leads.services.money import minor, typed
from leads.services.moving.correcting import CORRECTED, NAMES
from leads.services.moving.demands import HIGHEST_AMOUNT, LONGEST_NOTE, TAKEN
from leads.services.moving.given import Given
from leads.services.moving.otherwise import shown_before
from leads.services.patient_time import zone_of
from tenants.settings.models.clinic_settings import Currency
from tenants.staff.services.shifts import zone_named, zone_of_clinic

GONE = _("This does not exist.")
WON = [("", _("choose")), ("yes", _("Won")), ("no", _("Lost"))]
MOMENT = "%Y-%m-%dT%H:%M"
# Each field once, in the group of a meaning; leads/asked.css shows a stage the groups of what it takes.
GROUPS = {
    Semantic.CLOSED: ("is_won",),
    Semantic.LOST: ("lost_reason", "lost_note"),
    Semantic.CALLBACK: ("follow_up_at",),
    Semantic.ACCEPTED: ("amount", "currency"),
}


class AskedForm(forms.Form):
    """All of it, each optional here: whether it is needed depends on the stage, and the service says so."""

    lost_reason = forms.ChoiceField(
        label=_("Why it is lost"),
        choices=[("", _("choose")), *LossReason.choices],
        required=False,
        error_messages={"invalid_choice": GONE},
    )
    lost_note = forms.CharField(label=_("In a few words"), required=False, max_length=LONGEST_NOTE)
    is_won = forms.ChoiceField(
        label=_("Won or lost"), choices=WON, required=False, error_messages={"invalid_choice": GONE}
    )
    follow_up_at = forms.DateTimeField(
        label=_("Call back at, on the clinic's clock"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
    )
    amount = forms.DecimalField(
        label=_("Amount accepted"),
        required=False,
        min_value=0,
        max_value=HIGHEST_AMOUNT // 100,
        max_digits=12,
        decimal_places=2,
    )
    currency = forms.ChoiceField(
        label=_("Currency"),
        choices=[("", _("the clinic's")), *Currency.choices],
        required=False,
        error_messages={"invalid_choice": GONE},
    )

    def __init__(self, data: Any = None, *, before: Mapping[str, Any] | None = None, **kwargs: Any):
        """On a lead's page with what was said `before`, to be corrected: it comes back with the answer, so that
        what a colleague said meanwhile is seen (leads.services.moving.otherwise)."""
        super().__init__(data, initial=before, **kwargs)
        for name, field in self.fields.items():
            field.show_hidden_initial = name in (before or ()) or self.add_initial_prefix(name) in self.data
            field.widget.attrs["class"] = "bw-input"
            if name in self.errors:
                self.marked(name)

    def clock(self) -> ZoneInfo:
        """Whose wall the times that were typed stand on."""
        return zone_named(zone_of_clinic())

    def full_clean(self) -> None:
        with timezone.override(self.clock() if self.is_bound else None):
            super().full_clean()

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field, error)
        if field:
            self.marked(field)

    def marked(self, name: str) -> None:
        error = f"{self[name].id_for_label}_error"
        self.fields[name].widget.attrs |= {"aria-invalid": "true", "aria-describedby": error}

    def groups(self) -> list[tuple[str, list[BoundField]]]:
        """(meaning, its fields)."""
        return [(str(meaning.value), [self[name] for name in names]) for meaning, names in GROUPS.items()]

    def given(self) -> Given:
        """What was changed here alone, emptied fields among it. InvalidData by field for what cannot be read."""
        if not self.is_valid():
            wrong = {name: list(sentences) for name, sentences in self.errors.items()}
            raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)
        return Given.of({name: _plain(name, self.cleaned_data[name]) for name in self.changed_data})

    def was(self) -> dict[str, Any]:
        """What the person had before their eyes, by name; what no page of ours sends is left out."""
        shown = {name: self.data.get(self.add_initial_prefix(name)) for name in NAMES}
        return {name: self._read(name, text) for name, text in shown.items() if text is not None}

    def _read(self, name: str, text: str) -> Any:
        """None for what no page of ours shows."""
        try:
            return _plain(name, self.fields[name].clean(text))
        except forms.ValidationError:
            return None


def said_before(lead: Lead, enquiry: Enquiry | None) -> dict[str, Any]:
    """As the fields show it."""
    held = shown_before(lead, enquiry)
    if "amount" in held:
        held["amount"] = typed(held["amount"])
    if "is_won" in held:
        held["is_won"] = {True: "yes", False: "no"}.get(held["is_won"])
    return held


def _plain(name: str, value: Any) -> Any:
    if name == "amount":
        return minor(value)
    return {"yes": True, "no": False}.get(value) if name == "is_won" else value


class AskedOfOne(AskedForm):
    """Of one lead, whose call back is on the patient's clock (F 2b); nobody's yet where no answer is read."""

    def __init__(self, data: Any = None, *, lead: Lead | None = None, **kwargs: Any):
        self.lead = lead
        super().__init__(data, **kwargs)
        self.fields["follow_up_at"].label = _("Call back at, on their clock")

    def clock(self) -> ZoneInfo:
        return zone_of(self.lead, self.lead.identities.all())


class Choice(str):
    """The text of an option; `asks` is the meaning whose fields belong to it."""

    asks: str

    def __new__(cls, text: str, semantic: str) -> "Choice":
        made = super().__new__(cls, text)
        made.asks = asks(semantic)
        return made


class StageSelect(forms.Select):
    """Options say which fields they ask for. `stands`, the meaning of where the lead stands, was asked already: it
    asks again for what can be corrected."""

    def __init__(self, stands: str):
        super().__init__()
        self.stands = stands

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        stage = getattr(value, "instance", None)
        was_asked = stage is not None and stage.semantic == self.stands and self.stands not in CORRECTED
        if stage is not None and not was_asked and asks(stage.semantic):
            option["attrs"]["data-asks"] = stage.semantic
        return option


def asks(semantic: str) -> str:
    """The meaning, when it asks something."""
    return str(semantic) if semantic in TAKEN else ""
