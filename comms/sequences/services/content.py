"""What a version holds, as plain values: compared, remembered for an undo, and what somebody had before them."""

import hashlib
import json
from collections.abc import Mapping
from datetime import time
from typing import Any
from uuid import UUID

from comms.sequences.models import Step, Variant, Version

Written = Mapping[str, Any]
PLAIN = ("kind", "channel", "wait", "unit", "weekdays", "conditions", "task")
TIMES = ("at", "window_from", "window_until")


def steps_of(version: Version) -> list[Step]:
    """In their order, with their texts and what these say: four statements however many."""
    return list(version.steps.prefetch_related("variants__template__texts"))


def written(step: Step) -> Written:
    texts = [
        {"key": str(one.key), "label": one.label, "template": one.template_id, "share": one.share}
        for one in step.variants.all()
    ]
    times = {name: _clock(getattr(step, name)) for name in TIMES}
    return {"key": str(step.key), **{name: getattr(step, name) for name in PLAIN}, **times, "texts": texts}


def read_again(version: Version, position: int, said: Written) -> tuple[Step, list[Variant]]:
    """The rows that `written` told of, not saved."""
    times = {name: said[name] and time.fromisoformat(said[name]) for name in TIMES}
    plain = {name: said[name] for name in PLAIN}
    step = Step(version=version, position=position, key=UUID(said["key"]), **plain, **times)
    texts = [
        Variant(
            step=step, key=UUID(one["key"]), label=one["label"], template_id=one["template"], share=one["share"]
        )
        for one in said["texts"]
    ]
    return step, texts


def window_of(version: Version) -> Written:
    times = {name: _clock(getattr(version, name)) for name in ("window_from", "window_until")}
    return {**times, "weekdays": sorted(version.weekdays), "keeps_holidays": version.keeps_holidays}


def seen_of(*said: Any) -> str:
    """What somebody had before them, as their form gives it back."""
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]


def seen_of_version(version: Version | None, steps: list[Step]) -> str:
    return seen_of(version and window_of(version), [written(one) for one in steps])


def whole_minute(at: time | None) -> time | None:
    """As `_clock` writes it down: seconds would be lost from one draft to the next."""
    return at and at.replace(second=0, microsecond=0)


def _clock(at: time | None) -> str | None:
    return at and f"{at:%H:%M}"
