"""What a step may be; said by field, before anything is written."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from comms.models import Template
from comms.sequences.models import Step, Version
from comms.sequences.services.condition_rules import refuse_wrong_conditions
from comms.services.templates.keeping import WRITTEN_BY
from crm.lib.errors import InvalidData

if TYPE_CHECKING:
    from comms.sequences.services.building import Wanted

MOST_STEPS, MOST_TEXTS, TASK_MOST = 30, 4, 200
# So that no step lies more than two years after the one before.
LONGEST = {
    Step.Unit.MINUTES: 600,
    Step.Unit.HOURS: 240,
    Step.Unit.DAYS: 365,
    Step.Unit.WEEKS: 104,
    Step.Unit.MONTHS: 24,
}
Wrong = dict[str, list[str]]


def refuse_wrong_step(version: Version, wanted: "Wanted") -> None:
    """Raises InvalidData with a sentence for each field that is wrong."""
    wrong: Wrong = {}
    rules: tuple[Callable[[Version, Wanted, Wrong], None], ...] = (_waits, _goes, _says, _has_texts)
    for rule in rules:
        rule(version, wanted, wrong)
    try:
        refuse_wrong_conditions(list(wanted.conditions))
    except InvalidData as refused:
        wrong["conditions"] = [refused.detail]
    if wrong:
        raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)


def _waits(_version: Version, wanted: "Wanted", wrong: Wrong) -> None:
    most = LONGEST.get(Step.Unit(wanted.unit)) if wanted.unit in Step.Unit else None
    if most is None:
        wrong["unit"] = [_("This does not exist.")]
    elif not 0 <= wanted.wait <= most:
        wrong["wait"] = [_("From 0 to %(most)d.") % {"most": most}]


def _goes(version: Version, wanted: "Wanted", wrong: Wrong) -> None:
    """Its own window lies within that of the sequence, and its hour within both."""
    if (wanted.window_from is None) != (wanted.window_until is None):
        wrong["window_until"] = [_("Say both, from and until, or neither.")]
        return
    starts, ends = wanted.window_from or version.window_from, wanted.window_until or version.window_until
    span = {"starts": f"{version.window_from:%H:%M}", "ends": f"{version.window_until:%H:%M}"}
    if starts >= ends:
        wrong["window_until"] = [_("It ends after it begins.")]
    elif starts < version.window_from or ends > version.window_until:
        wrong["window_from"] = [_("The sequence sends from %(starts)s to %(ends)s.") % span]
    elif wanted.at and not starts <= wanted.at < ends:
        span = {"starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}"}
        wrong["at"] = [_("At this time nothing goes: this step goes from %(starts)s to %(ends)s.") % span]
    if not set(wanted.weekdays) <= set(range(7)):
        wrong["weekdays"] = [_("This does not exist.")]
    elif wanted.weekdays and not set(wanted.weekdays) & set(version.weekdays):
        wrong["weekdays"] = [_("On none of these days does the sequence send.")]


def _says(_version: Version, wanted: "Wanted", wrong: Wrong) -> None:
    if wanted.kind not in Step.Kind:
        wrong["kind"] = [_("This does not exist.")]
    elif wanted.kind != Step.Kind.MESSAGE and not wanted.task.strip():
        wrong["task"] = [_("Say what the owner is to do.")]
    elif len(wanted.task) > TASK_MOST:
        wrong["task"] = [_("At most %(most)d characters.") % {"most": TASK_MOST}]
    elif wanted.kind == Step.Kind.MESSAGE and wanted.channel not in WRITTEN_BY:
        wrong["channel"] = [_("Choose how it is sent.")]


def _has_texts(_version: Version, wanted: "Wanted", wrong: Wrong) -> None:
    if wanted.kind != Step.Kind.MESSAGE or "channel" in wrong:
        return
    asked = [one.template for one in wanted.texts]
    known = Template.objects.filter(pk__in=asked, channel=wanted.channel, archived_at=None)
    if not asked:
        wrong["text_a"] = [_("Choose a template.")]
    elif len(asked) > MOST_TEXTS or len(set(asked)) != len(asked):
        wrong["text_a"] = [_("Choose different templates, at most %(most)d.") % {"most": MOST_TEXTS}]
    elif known.count() != len(asked):
        wrong["text_a"] = [_("Choose templates of this channel that are in use.")]
    elif not all(1 <= one.share <= 100 for one in wanted.texts):
        wrong["share_a"] = [_("A share lies between 1 and 100.")]
