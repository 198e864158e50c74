"""The steps of a sequence, changed one at a time in its draft (F:C16). What is published stays as it is."""

from collections.abc import Sequence as Row
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from comms.sequences.models import Sequence, Step, Variant, Version
from comms.sequences.services.content import TIMES, seen_of, steps_of, whole_minute, written
from comms.sequences.services.drafts import draft_of, hold_to_change
from comms.sequences.services.step_rules import MOST_STEPS, refuse_wrong_step
from crm.lib.errors import Conflict, InvalidData, NotThere
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.services.ledger import remember

REMOVE = "sequence.remove_step"
LABELS = "ABCD"
WHATEVER = ""  # of a program, which looked at nothing


@dataclass(frozen=True)
class Text:
    template: int
    share: int = 1


@dataclass(frozen=True)
class Wanted:
    """What somebody wants a step to be. `texts` in the order of their names, A first."""

    kind: str = Step.Kind.MESSAGE
    channel: str = ""
    wait: int = 0
    unit: str = Step.Unit.DAYS
    at: time | None = None
    window_from: time | None = None
    window_until: time | None = None
    weekdays: Row[int] = ()
    conditions: Row[dict[str, Any]] = ()
    task: str = ""
    texts: Row[Text] = field(default=())


@transaction.atomic
def keep_step(sequence_pk: int, key: UUID | None, wanted: Wanted, *, seen: str = WHATEVER, now: datetime) -> Step:
    """Write it into that step of the draft, or add it as the last. `seen` is `seen_of_step` of what they saw.

    Raises InvalidData by field, NotThere, and Conflict when a colleague changed the step meanwhile.
    """
    draft = draft_of(hold_to_change(sequence_pk), now=now)
    wanted = replace(wanted, **{name: whole_minute(getattr(wanted, name)) for name in TIMES})
    refuse_wrong_step(draft, wanted)
    steps = steps_of(draft)
    if key is None:
        if len(steps) >= MOST_STEPS:
            raise InvalidData(_("A sequence has at most %(most)d steps.") % {"most": MOST_STEPS})
        return _write(Step(version=draft, position=_after(steps)), wanted)
    step = next((one for one in steps if one.key == key), None)
    if step is None:
        raise NotThere
    if seen not in {WHATEVER, seen_of_step(step)}:
        raise Conflict(_("A colleague changed this step meanwhile. Look at it again before you save."))
    return _write(step, wanted)


def seen_of_step(step: Step) -> str:
    return seen_of(written(step))


@transaction.atomic
def shift_step(sequence_pk: int, key: UUID, by: int, *, now: datetime) -> None:
    """One further to the beginning (-1) or to the end (1); nothing at the edge. Raises NotThere."""
    draft = draft_of(hold_to_change(sequence_pk), now=now)
    steps = list(draft.steps.all())
    here = _place(steps, key)
    there = here + by
    if not 0 <= there < len(steps):
        return
    one, other = steps[here], steps[there]
    one.position, other.position = other.position, one.position
    one.save(update_fields=["position"])
    other.save(update_fields=["position"])


@transaction.atomic
def remove_step(sequence_pk: int, key: UUID, *, by: User, now: datetime) -> Operation:
    """Out of the draft. Can be taken back while that draft is there. Raises NotThere."""
    draft = draft_of(hold_to_change(sequence_pk), now=now)
    steps = steps_of(draft)
    step = steps[_place(steps, key)]
    before = {"step": dict(written(step)), "position": step.position, "version": draft.pk}
    step.delete()
    return remember(REMOVE, by=by, rows=[(sequence_pk, before)], now=now)


def _place(steps: list[Step], key: UUID) -> int:
    found = next((place for place, one in enumerate(steps) if one.key == key), None)
    if found is None:
        raise NotThere
    return found


def _after(steps: list[Step]) -> int:
    return steps[-1].position + 1 if steps else 1


def _write(step: Step, wanted: Wanted) -> Step:
    is_message = wanted.kind == Step.Kind.MESSAGE
    step.kind, step.channel = wanted.kind, wanted.channel if is_message else ""
    step.wait, step.unit, step.task = wanted.wait, wanted.unit, "" if is_message else wanted.task.strip()
    step.at = wanted.at if wanted.unit not in {Step.Unit.MINUTES, Step.Unit.HOURS} else None
    step.window_from, step.window_until = wanted.window_from, wanted.window_until
    step.weekdays, step.conditions = sorted(set(wanted.weekdays)), list(wanted.conditions)
    step.save()
    _write_texts(step, wanted.texts if is_message else ())
    return step


def _write_texts(step: Step, texts: Row[Text]) -> None:
    """A text that is used on keeps its key, and what was learned of it; another template is another text."""
    held = list(step.variants.all())
    keys = {one.template_id: one.key for one in held}
    wanted = [(label, one.template, one.share) for label, one in zip(LABELS, texts, strict=False)]
    if wanted == [(one.label, one.template_id, one.share) for one in held]:
        return
    for one in held:
        one.delete()
    for label, template, share in wanted:
        key = keys.get(template) or uuid4()
        Variant.objects.create(step=step, key=key, label=label, template_id=template, share=share)


def draft_that_holds(sequence: Sequence, version_pk: int) -> Version | None:
    """That very draft, as long as nobody published or discarded it."""
    return sequence.versions.filter(pk=version_pk, published_at=None).first()
