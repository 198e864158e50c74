"""Sequences that a clinic may start from (F 2c): S1's Day 1, 3, 7, and what a dental clinic needs besides.

They ship as code and become a draft when somebody takes one: a new clinic has none until then. Their texts are the
usual templates (comms.packs.templates).
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from comms.models import Channel
from comms.sequences.models import Group, Step

WHATSAPP, MAIL = Channel.WHATSAPP, Channel.MAIL
NO_REPLY = ({"fact": "no_reply", "is": True, "values": []},)


class PresetStep(NamedTuple):
    """`wait` after the step before; `texts` are keys of templates, several of them are tried against each other."""

    wait: int
    channel: str = ""
    texts: tuple[str, ...] = ()
    unit: str = Step.Unit.DAYS
    kind: str = Step.Kind.MESSAGE
    task: Any = ""
    conditions: tuple[Mapping[str, Any], ...] = ()


class Preset(NamedTuple):
    title: Any
    about: Any
    steps: tuple[PresetStep, ...]
    groups: tuple[str, ...] = (Group.OPEN,)
    per_hour: int | None = None


PRESETS: Mapping[str, Preset] = {
    "first_week": Preset(
        _("First week"),
        _("Day 1 a WhatsApp message, day 3 a mail if they did not answer, day 7 a last question."),
        (
            PresetStep(0, WHATSAPP, ("first_reply",)),
            PresetStep(2, MAIL, ("any_questions",), conditions=NO_REPLY),
            PresetStep(4, WHATSAPP, ("last_question",), conditions=NO_REPLY),
        ),
    ),
    "quote_follow_up": Preset(
        _("Quote follow-up"),
        _("After a quote, on day 1, 3, 7 and 14; on day 7 the owner calls."),
        (
            PresetStep(1, WHATSAPP, ("quote_reminder",)),
            PresetStep(2, MAIL, ("any_questions",), conditions=NO_REPLY),
            PresetStep(4, kind=Step.Kind.CALL, task=_("Ask what is still open about the quote.")),
            PresetStep(7, WHATSAPP, ("last_question",), conditions=NO_REPLY),
        ),
    ),
    "no_show": Preset(
        _("Missed appointment"),
        _("For who did not come: a message within the hour, a call the next day, a mail after three days."),
        (
            PresetStep(1, WHATSAPP, ("missed_you",), unit=Step.Unit.HOURS),
            PresetStep(1, kind=Step.Kind.CALL, task=_("Offer another appointment.")),
            PresetStep(2, MAIL, ("missed_you",), conditions=NO_REPLY),
        ),
    ),
    "second_visit": Preset(
        _("Second visit"),
        _("For patients whose healing comes to its end: plan the second part of the treatment."),
        (
            PresetStep(0, WHATSAPP, ("second_visit",)),
            PresetStep(1, MAIL, ("second_visit",), unit=Step.Unit.WEEKS, conditions=NO_REPLY),
            PresetStep(1, kind=Step.Kind.TASK, unit=Step.Unit.WEEKS, task=_("Plan the second visit by phone.")),
        ),
        (Group.PATIENT,),
    ),
    "reactivation": Preset(
        _("Reactivation"),
        _("For people from a list or lost long ago: few an hour, and only who agreed to offers."),
        (
            PresetStep(0, WHATSAPP, ("after_long",)),
            PresetStep(5, MAIL, ("after_long",), conditions=NO_REPLY),
        ),
        (Group.OPEN, Group.LOST),
        60,
    ),
}
