"""What is asked about pages of Meta and their forms; services decide."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from attribution.meta_leads.services.mapping import NOTHING
from attribution.providers.meta_leads.base import Question
from tenants.desk.forms import AskingForm

_INPUT = {"class": "bw-input", "autocomplete": "off"}
FAR = timedelta(days=90)  # Meta keeps a lead for so long
BY_ITSELF = ""


class KeyForm(AskingForm):
    """The key of a page. It is never shown again, so the field is empty each time."""

    key = forms.CharField(
        label=_("Access key of the page"),
        max_length=1000,
        help_text=_("Meta calls it a page access token. It is kept encrypted."),
        error_messages={"required": _("Paste the key.")},
        widget=forms.PasswordInput(attrs=_INPUT | {"dir": "ltr", "spellcheck": "false"}),
    )


class ConnectForm(KeyForm):
    partner = forms.ChoiceField(
        label=_("Leads belong to"),
        required=False,
        help_text=_("A partner of yours whose page this is, or the clinic itself."),
        error_messages={"invalid_choice": _("This does not exist.")},
        widget=forms.Select(attrs={"class": "bw-input"}),
    )

    def __init__(self, data: Any, *, partners: Iterable[tuple[int, str]]) -> None:
        super().__init__(data)
        self.fields["partner"].choices = [("", _("The clinic")), *((str(pk), name) for pk, name in partners)]


class RangeForm(AskingForm):
    """From a day to a day, both whole, by the clinic's clock."""

    since = forms.DateField(label=_("From"), widget=forms.DateInput(attrs=_INPUT | {"type": "date"}))
    until = forms.DateField(label=_("To"), widget=forms.DateInput(attrs=_INPUT | {"type": "date"}))

    def __init__(self, data: Any, *, today: date) -> None:
        self.today = today
        initial = {"since": today - timedelta(days=7), "until": today}
        super().__init__(data or None, initial=initial)

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        since, until = told.get("since"), told.get("until")
        if since and until and since > until:
            self.add_error("until", _("This is before the first day."))
        elif since and since < self.today - FAR:
            self.add_error("since", _("Meta keeps leads for 90 days."))
        return told


class MeaningForm(AskingForm):
    """One select for each question and each box of a form, named by its place: keys hold any sign."""

    ALWAYS = ((BY_ITSELF, _("By itself")), (NOTHING, _("Not needed")))

    def __init__(
        self,
        data: Any,
        *,
        questions: Sequence[Question],
        boxes: Sequence[str],
        chosen: dict[str, str],
        fields: list[tuple[str, Any]],
        consents: list[tuple[str, Any]],
    ) -> None:
        super().__init__(data)
        self.keys: dict[str, str] = {}
        for place, question in enumerate(questions):
            self._ask(f"q{place}", question.key, question.label or question.key, [*fields, *consents], chosen)
        for place, key in enumerate(boxes):
            self._ask(f"b{place}", key, key, consents, chosen)

    def _ask(self, name: str, key: str, label: str, options: list[tuple[str, Any]], chosen: dict[str, str]) -> None:
        self.keys[name] = key
        self.fields[name] = forms.ChoiceField(
            label=label,
            required=False,
            choices=[*self.ALWAYS, *options],
            initial=chosen.get(key, BY_ITSELF),
            error_messages={"invalid_choice": _("This does not exist.")},
            widget=forms.Select(attrs={"class": "bw-input"}),
        )

    def choices(self) -> dict[str, str]:
        """By the key of the question or box; what goes by itself is left out."""
        return {key: said for name, key in self.keys.items() if (said := self.cleaned_data.get(name))}
