from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import Exists, Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from leads.models import CustomField, Lead, Suppression, Temperature
from leads.services.custom import PREFIX
from leads.services.custom_fields import field_name
from leads.services.scoring.telling import FACTOR, factor_named
from leads.timeline import CHANGES, TASKS, Moment, told_by_sources
from tenants.audit.models import Entry
from tenants.audit.services.reading import Line, told
from tenants.audit.services.values import NOTHING, Change
from tenants.staff.models import User

TEMPLATE = "leads/timeline/line.html"
# Told by rows of their own, in the words of another source.
TOLD_ELSEWHERE = ("lead.noted", "lead.tried", "lead.agreed", "lead.disagreed")
STOPPED = ("lead.stopped", "lead.stop_lifted")  # of a lead that has no stop of its own: its companion was stopped
STEPS, CHANCE = {"stage", "stage_since", "assigned_to"}, "conversion_probability"  # leads.history.steps tells them
# What is no column of the lead.
NAMED = {"tags": _("Tags"), "temperature": _("Temperature"), "phone": _("Phone"), "email": _("E-mail")}
WORDS = {"temperature": dict(Temperature.choices)}
FOLLOW_UPS = ("lead.follow_up", "lead.follow_up_done", "lead.snoozed")


def changes(lead: Lead, reader: User, before: datetime | None, most: int) -> Sequence[Moment]:
    """Every other change, as the trail has it: who, which field, from what to what (F:T12)."""
    told_already = {*TOLD_ELSEWHERE, *FOLLOW_UPS, *told_by_sources()}
    rows = Entry.objects.about(lead).exclude(additional_data__verb__in=sorted(told_already))
    stopped = Q(additional_data__verb__in=STOPPED) & Exists(Suppression.objects.filter(lead=lead))
    return _moments(rows.exclude(stopped), reader, before, most, CHANGES)


def tasks(lead: Lead, reader: User, before: datetime | None, most: int) -> Sequence[Moment]:
    """Next steps that were set, put off and done (F:L20)."""
    rows = Entry.objects.about(lead).filter(additional_data__verb__in=FOLLOW_UPS)
    return _moments(rows, reader, before, most, TASKS)


def _moments(
    rows: QuerySet[Entry], reader: User, before: datetime | None, most: int, kind: str
) -> Sequence[Moment]:
    entries = list((rows if before is None else rows.filter(timestamp__lt=before))[:most])
    names = _own_names(entries)
    lines = told(entries, reader=reader, with_address=False)
    return [_moment(entry, line, names, kind) for entry, line in zip(entries, lines, strict=True)]


def _moment(entry: Entry, line: Line, names: dict[str, str], kind: str) -> Moment:
    is_beginning = _is_beginning(line.changes)
    left = _without_steps(entry, line.changes, names)
    is_told = bool(line.changes) and not left and not is_beginning
    icon = "alarm" if kind == TASKS else "edit"
    about = {"line": replace(line, changes=left), "is_beginning": is_beginning}
    return Moment(entry.timestamp, kind, icon, "" if is_told else TEMPLATE, entry.pk, about=about)


def _without_steps(entry: Entry, changes: Sequence[Change], names: dict[str, str]) -> list[Change]:
    """What has no row of its own, the clinic's own fields by the clinic's own names."""
    keys = list(entry.changes or {})
    steps = STEPS | {CHANCE} if "stage" in keys else STEPS
    pairs = zip(keys, changes, strict=True)
    return [_named(key, one, names) for key, one in pairs if key not in steps]


def _named(key: str, one: Change, names: dict[str, str]) -> Change:
    words = WORDS.get(key, {})
    before, after = (str(words.get(value, value)) for value in (one.before, one.after))
    return Change(names.get(key) or str(NAMED.get(key, one.field)), before, after)


def _own_names(entries: Sequence[Entry]) -> dict[str, str]:
    """What the factors of a score and the clinic's own fields are called, by what the trail calls them; fields are
    asked only when there is one."""
    named = {name for entry in entries for name in entry.changes or {}}
    factors = {name: factor_named(name) for name in named if name.startswith(FACTOR)}
    if not any(name.startswith(PREFIX) for name in named):
        return factors
    return factors | {f"{PREFIX}{one.key}": field_name(one) for one in CustomField.objects.all()}


def _is_beginning(changes: Sequence[Change]) -> bool:
    """The line of the arrival itself: what a lead began with is no change. A stage is never empty later."""
    stage = capfirst(Lead._meta.get_field("stage").verbose_name)
    return any(change.field == stage and change.before == NOTHING for change in changes)
