"""What changed from one version to the next, in words (H:S12)."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from comms.models import Channel
from comms.sequences.models import Step, Version
from comms.sequences.services.condition_rules import Names, conditions_said, names_once
from comms.sequences.services.telling import days_said, span_said, texts_said, title_of, wait_said
from comms.services.templates.titles import template_title

ADDED, REMOVED, MOVED, CHANGED = "added", "removed", "moved", "changed"


@dataclass(frozen=True)
class Change:
    """Of a step, or of the whole where `key` is None; `said` are the sentences."""

    kind: str
    title: str
    said: tuple[str, ...] = ()
    key: UUID | None = None


def changes_between(
    old: Version | None, old_steps: list[Step], new: Version, new_steps: list[Step]
) -> list[Change]:
    """In the order of the new version, what was removed last; empty when both are the same."""
    names = names_once()
    before = {step.key: step for step in old_steps}
    after = {step.key for step in new_steps}
    moved = _moved(
        [step.key for step in old_steps if step.key in after], [k.key for k in new_steps if k.key in before]
    )
    found = list(_of_window(old, new)) if old else []
    for step in new_steps:
        if step.key not in before:
            found.append(Change(ADDED, title_of(step), (_when(step),), step.key))
            continue
        said = tuple(_of_step(before[step.key], step, names))
        if step.key in moved:
            said = (_("It stands at another place."), *said)
        if said:
            kind = MOVED if step.key in moved and len(said) == 1 else CHANGED
            found.append(Change(kind, title_of(before[step.key]), said, step.key))
    gone = (step for step in old_steps if step.key not in after)
    return [*found, *(Change(REMOVED, title_of(step), (), step.key) for step in gone)]


def _moved(before: list[UUID], after: list[UUID]) -> set[UUID]:
    """The fewest that explain the new order: all but a longest run that kept its order. Pure."""
    place = {key: number for number, key in enumerate(before)}
    best: list[list[UUID]] = []
    for key in after:
        runs = [run for run in best if place[run[-1]] < place[key]]
        best.append([*max(runs, key=len, default=[]), key])
    return set(after) - set(max(best, key=len, default=[]))


def _of_window(old: Version, new: Version) -> Iterator[Change]:
    said = []
    spans = [span_said(one.window_from, one.window_until) for one in (old, new)]
    if spans[0] != spans[1]:
        said.append(_was(_("Hours"), *spans))
    if sorted(old.weekdays) != sorted(new.weekdays):
        said.append(_was(_("Days"), days_said(old.weekdays), days_said(new.weekdays)))
    if old.keeps_holidays != new.keeps_holidays:
        kept = _("Public holidays are kept.")
        said.append(kept if new.keeps_holidays else _("Public holidays are not kept any more."))
    if said:
        yield Change(CHANGED, _("When messages may go"), tuple(said))


def _of_step(old: Step, new: Step, names: Names) -> Iterator[str]:
    pairs = (
        (_("What"), old.get_kind_display(), new.get_kind_display()),
        (_("Channel"), _channel(old), _channel(new)),
        (_("Wait"), wait_said(old.wait, old.unit), wait_said(new.wait, new.unit)),
        (_("At"), _clock(old), _clock(new)),
        (_("Own hours"), _own_span(old), _own_span(new)),
        (_("Own days"), days_said(old.weekdays), days_said(new.weekdays)),
        (_("Only if"), conditions_said(old.conditions, names), conditions_said(new.conditions, names)),
        (_("What to do"), old.task, new.task),
        (_("Text"), _texts(old), _texts(new)),
    )
    for name, before, after in pairs:
        if before != after:
            yield _was(name, before, after)


def _was(name: str, before: str, after: str) -> str:
    """Wait: 3 days, now 4 days."""
    nothing = _("nothing")
    return _("%(what)s: %(before)s, now %(after)s.") % {
        "what": name,
        "before": before or nothing,
        "after": after or nothing,
    }


def _when(step: Step) -> str:
    return _("Wait: %(wait)s.") % {"wait": wait_said(step.wait, step.unit)}


def _channel(step: Step) -> str:
    return str(Channel(step.channel).label) if step.channel else ""


def _clock(step: Step) -> str:
    return f"{step.at:%H:%M}" if step.at else ""


def _own_span(step: Step) -> str:
    return span_said(step.window_from, step.window_until) if step.window_from else ""


def _texts(step: Step) -> str:
    texts = list(step.variants.all())
    return texts_said(step) or (template_title(texts[0].template) if texts else "")
