"""A sequence that begins as one of ours (F 2c)."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from comms.models import Template
from comms.sequences.models import Sequence
from comms.sequences.packs import PRESETS, Preset, PresetStep
from comms.sequences.services.building import Text, Wanted, keep_step
from comms.sequences.services.keeping import Settings, new_sequence
from comms.services.templates.pack import create_default_templates
from crm.lib.errors import NotThere
from tenants.staff.models import User


@transaction.atomic
def start_from(key: str, *, by: User, now: datetime) -> Sequence:
    """A draft in the words of who asks. Usual templates that were never there come with it; a step whose template
    the clinic archived is left out. A repeat makes a second one. Raises NotThere."""
    preset = PRESETS.get(key)
    if preset is None:
        raise NotThere
    create_default_templates()
    row = new_sequence(_settings(preset), by=by, preset=key, now=now)
    keys = {text for step in preset.steps for text in step.texts}
    rows = Template.objects.filter(key__in=keys, archived_at=None).values_list("channel", "key", "pk")
    known = {(channel, name): pk for channel, name, pk in rows}
    for wanted in _steps(preset, known):
        keep_step(row.pk, None, wanted, now=now)
    return row


def _settings(preset: Preset) -> Settings:
    return Settings(
        name=_free_name(str(preset.title)),
        about=str(preset.about),
        groups=preset.groups,
        per_hour=preset.per_hour,
    )


def _steps(preset: Preset, known: dict[tuple[str, str], int]) -> Iterator[Wanted]:
    for step in preset.steps:
        texts = [Text(known[step.channel, one]) for one in step.texts if (step.channel, one) in known]
        if texts or not step.channel:
            yield _wanted(step, texts)


def _wanted(step: PresetStep, texts: list[Text]) -> Wanted:
    return Wanted(
        kind=step.kind,
        channel=step.channel,
        wait=step.wait,
        unit=step.unit,
        conditions=[dict(one) for one in step.conditions],
        task=str(step.task),
        texts=texts,
    )


def _free_name(wished: str) -> str:
    names = Sequence.objects.filter(archived_at=None, of_rule=False).values_list("name", flat=True)
    taken = {name.upper() for name in names}
    if wished.upper() not in taken:
        return wished
    numbered = (f"{wished} {number}" for number in range(2, len(taken) + 3))
    return next(name for name in numbered if name.upper() not in taken)
