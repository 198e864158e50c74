"""A rule, as people type it: on a sequence's page when it takes in, on a stage's page what follows."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comms.models import Template
from comms.sequences.admin.forms import SequenceForm, label_of
from comms.sequences.models import Rule, Sequence, Step
from comms.sequences.services.rules import WantedRule
from comms.services.templates.titles import template_title
from crm.lib.row_ids import row_id
from leads.models import Lead, Stage, Tag
from leads.models.consent import Channel
from leads.services.stage_names import stage_name
from tenants.staff.models import User

PUT, SEND = "put", "send"
NONE = [("", "…")]
GONE = {"invalid_choice": _("This does not exist.")}


class _Waits(SequenceForm):
    wait = forms.IntegerField(
        label=label_of(Rule, "wait"), min_value=0, initial=0, help_text=_("Before the first step's own wait.")
    )
    unit = forms.ChoiceField(label=label_of(Rule, "unit"), choices=Step.Unit.choices, initial=Step.Unit.HOURS)
    only_there = forms.BooleanField(
        label=label_of(Rule, "only_there"), required=False, initial=True,
        help_text=_("Whoever leaves the stage leaves the sequence."),
    )  # fmt: skip

    def told(self, **about: Any) -> WantedRule:
        names = ("wait", "unit", "only_there")
        return WantedRule(**about, **{name: self.cleaned_data[name] for name in names})


class RuleForm(_Waits):
    """Of a sequence: one of stage, source and tag, as `trigger` says."""

    trigger = forms.ChoiceField(label=label_of(Rule, "trigger"), choices=Rule.Trigger.choices)
    stage = forms.ChoiceField(label=label_of(Rule, "stage"), required=False, error_messages=GONE)
    source = forms.ChoiceField(
        label=label_of(Rule, "source"), required=False, choices=[*NONE, *Lead.Source.choices], error_messages=GONE
    )
    tag = forms.ChoiceField(label=label_of(Rule, "tag"), required=False, error_messages=GONE)
    field_order = ["trigger", "stage", "source", "tag", "wait", "unit", "only_there"]

    def __init__(self, data: Mapping[str, str] | None):
        super().__init__(data)
        self.fields["stage"].choices = [*NONE, *((str(one.pk), stage_name(one)) for one in Stage.objects.all())]
        self.fields["tag"].choices = [*NONE, *((str(one.pk), one.name) for one in Tag.objects.all())]
        self.dress()

    def wanted(self) -> WantedRule:
        """What belongs to another trigger is left out."""
        said, trigger = self.cleaned_data, self.cleaned_data["trigger"]
        chosen = {
            Rule.Trigger.STAGE: {"stage_id": row_id(said["stage"])},
            Rule.Trigger.SOURCE: {"source": said["source"]},
            Rule.Trigger.TAG: {"tag_id": row_id(said["tag"])},
        }
        return self.told(trigger=trigger, **chosen[trigger])


class StageRuleForm(_Waits):
    """Of a stage: a sequence to put them into, or a template to send."""

    template = forms.ChoiceField(label=_("What follows"), error_messages=GONE)
    field_order = ["template", "wait", "unit", "only_there"]

    def __init__(self, data: Mapping[str, str] | None, *, reader: User):
        super().__init__(data)
        rows = Sequence.objects.visible_to(reader).filter(of_rule=False, archived_at=None)
        into = [(f"{PUT}-{one.pk}", one.name) for one in rows]
        texts = Template.objects.visible_to(reader).filter(archived_at=None, channel__in=Channel.values)
        send = [(f"{SEND}-{one.pk}", f"{one.get_channel_display()} · {template_title(one)}") for one in texts]
        groups = [(_("Put into a sequence"), into), (_("Send a template"), sorted(send, key=lambda one: one[1]))]
        self.fields["template"].choices = [*NONE, *((name, found) for name, found in groups if found)]
        self.dress()

    def wanted(self, stage: Stage) -> WantedRule:
        return self.told(trigger=Rule.Trigger.STAGE, stage_id=stage.pk)

    def target(self) -> tuple[bool, int]:
        """Whether a template is sent, and the key of it or of the sequence."""
        kind, _dash, number = self.cleaned_data["template"].partition("-")
        return kind == SEND, row_id(number) or 0
