"""A step in words, for the path, the differences and the trail."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comms.models import Channel
from comms.sequences.models import Step, Version
from comms.services.templates.titles import template_title

MONDAY = date(2024, 1, 1)
WORKDAYS = [0, 1, 2, 3, 4]
DAYS_OF = {Step.Unit.DAYS: 1, Step.Unit.WEEKS: 7, Step.Unit.MONTHS: 30}


def wait_said(wait: int, unit: str) -> str:
    if not wait:
        return _("at once")
    words = {
        Step.Unit.MINUTES: ngettext("%(number)d minute", "%(number)d minutes", wait),
        Step.Unit.HOURS: ngettext("%(number)d hour", "%(number)d hours", wait),
        Step.Unit.DAYS: ngettext("%(number)d day", "%(number)d days", wait),
        Step.Unit.WEEKS: ngettext("%(number)d week", "%(number)d weeks", wait),
        Step.Unit.MONTHS: ngettext("%(number)d month", "%(number)d months", wait),
    }
    return words[Step.Unit(unit)] % {"number": wait}


def days_said(days: Iterable[int]) -> str:
    found = sorted(days)
    if found == WORKDAYS:
        return _("weekdays")
    return ", ".join(str(WEEKDAYS_ABBR[day]) for day in found)


def span_said(starts: Any, ends: Any) -> str:
    return _("%(starts)s to %(ends)s") % {"starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}"}


def title_of(step: Step) -> str:
    """WhatsApp: Reminder of the quote. Of several texts the first."""
    if step.kind == Step.Kind.TASK:
        return _("Task: %(what)s") % {"what": step.task}
    if step.kind == Step.Kind.CALL:
        return _("Call: %(what)s") % {"what": step.task}
    first = next(iter(step.variants.all()), None)
    what = template_title(first.template) if first else _("no text yet")
    return f"{Channel(step.channel).label}: {what}"


def texts_said(step: Step) -> str:
    """A: with the price · B: with the doctor's name · 50 / 50; empty for a single one."""
    texts = list(step.variants.all())
    if len(texts) < 2:
        return ""
    whole = sum(one.share for one in texts)
    shares = " / ".join(f"{round(100 * one.share / whole)}" for one in texts)
    return " · ".join([*(f"{one.label}: {template_title(one.template)}" for one in texts), shares])


def days_on(steps: Iterable[Step]) -> list[str]:
    """On which day of the sequence each goes at the earliest, as on its path: Day 1, Day 3. The day on which
    somebody begins is the first, unless nothing goes then. Pure."""
    spans = [_days(step) for step in steps]
    day, found = (1 if spans and spans[0] < 1 else 0), []
    for span in spans:
        day += span
        found.append(_("Day %(number)d") % {"number": day})
    return found


def _days(step: Step) -> int:
    return step.wait // 24 if step.unit == Step.Unit.HOURS else DAYS_OF.get(Step.Unit(step.unit), 0) * step.wait


def window_said(version: Version) -> str:
    quiet = _("on their clock, %(span)s, %(days)s") % {
        "span": span_said(version.window_from, version.window_until),
        "days": days_said(version.weekdays),
    }
    return f"{quiet}, {_('not on holidays')}" if version.keeps_holidays else quiet
