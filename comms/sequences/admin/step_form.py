"""A step, as people type it: everything is on the page, and a script hides what does not belong to its kind."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from comms.models import Channel, Template
from comms.sequences.admin.condition_fields import condition_fields, conditions_from, conditions_shown
from comms.sequences.admin.forms import DAYS, SequenceForm, clock, label_of
from comms.sequences.models import Step
from comms.sequences.services.building import LABELS, Text, Wanted, seen_of_step
from comms.services.templates.keeping import WRITTEN_BY
from comms.services.templates.titles import template_title

CHANNELS = [(one, Channel(one).label) for one in WRITTEN_BY]


class StepForm(SequenceForm):
    kind = forms.ChoiceField(label=label_of(Step, "kind"), choices=Step.Kind.choices)
    channel = forms.ChoiceField(label=label_of(Step, "channel"), choices=CHANNELS, required=False)
    task = forms.CharField(
        label=label_of(Step, "task"), max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    wait = forms.IntegerField(label=_("Wait"), min_value=0, max_value=999, help_text=_("After the step before."))
    unit = forms.ChoiceField(label=capfirst(_("unit")), choices=Step.Unit.choices)
    at = forms.TimeField(
        label=label_of(Step, "at"),
        required=False,
        widget=clock(),
        help_text=_("On the patient's clock. Empty: at the hour of the step before."),
    )
    window_from = forms.TimeField(label=_("Own hours, from"), required=False, widget=clock())
    window_until = forms.TimeField(label=_("until"), required=False, widget=clock())
    weekdays = forms.TypedMultipleChoiceField(
        label=label_of(Step, "weekdays"),
        choices=DAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: on all days of the sequence."),
    )

    def __init__(self, data: Mapping[str, str] | None, *, step: Step | None, may_write: bool = True):
        super().__init__(data, initial=_held(step))
        choices = _templates(step)
        for label in LABELS:
            self.fields[f"text_{label.lower()}"] = forms.TypedChoiceField(
                label=_("Text %(label)s") % {"label": label},
                choices=choices,
                coerce=int,
                empty_value=None,
                required=False,
                error_messages={"invalid_choice": _("This does not exist.")},
            )
            self.fields[f"share_{label.lower()}"] = forms.IntegerField(
                label=_("Share"), required=False, min_value=1, max_value=100
            )
        self.fields |= condition_fields()
        for field in self.fields.values():
            field.disabled = not may_write
        self.dress()

    def texts(self) -> Iterator[tuple[str, Any, Any]]:
        for label in LABELS:
            yield label, self[f"text_{label.lower()}"], self[f"share_{label.lower()}"]

    def conditions(self) -> Iterator[Any]:
        return (self[name] for name in self.fields if name.startswith("only_"))

    def is_conditional(self) -> bool:
        return any(self[name].value() for name in self.fields if name.startswith("only_"))

    def wanted(self) -> Wanted:
        said = self.cleaned_data
        pairs = [(said[f"text_{label.lower()}"], said[f"share_{label.lower()}"]) for label in LABELS]
        plain = ("kind", "channel", "wait", "unit", "at", "window_from", "window_until", "weekdays", "task")
        return Wanted(
            **{name: said[name] for name in plain},
            conditions=conditions_from(said),
            texts=[Text(template, share or 1) for template, share in pairs if template],
        )


def _held(step: Step | None) -> dict[str, Any]:
    if step is None:
        return {"kind": Step.Kind.MESSAGE, "wait": 1, "unit": Step.Unit.DAYS}
    plain = ("kind", "channel", "task", "wait", "unit", "at", "window_from", "window_until", "weekdays")
    held = {name: getattr(step, name) for name in plain}
    for one in step.variants.all():
        held |= {f"text_{one.label.lower()}": one.template_id, f"share_{one.label.lower()}": one.share}
    return held | conditions_shown(step.conditions) | {"seen": seen_of_step(step)}


def _templates(step: Step | None) -> list[tuple[Any, Any]]:
    """By channel; an archived one only where it is used already."""
    used = {one.template_id for one in step.variants.all()} if step else set()
    rows = [row for row in Template.objects.filter(channel__in=WRITTEN_BY) if not row.archived_at or row.pk in used]
    groups = [
        (label, [(row.pk, template_title(row)) for row in rows if row.channel == channel])
        for channel, label in CHANNELS
    ]
    return [("", "–"), *((label, found) for label, found in groups if found)]
