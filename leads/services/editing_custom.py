"""The clinic's own fields in a change of a lead: typed, and against what others changed meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crm.lib.errors import InvalidData
from leads.models import CustomField, Lead
from leads.services.custom import PREFIX, active_fields, custom_of, read_given
from leads.services.custom_kinds import Value, read_value


@dataclass(frozen=True)
class OwnFields:
    """By custom.<key>: what the lead holds, what is wanted and what was seen, each as its kind has it."""

    fields: Mapping[str, CustomField] = field(default_factory=dict)
    held: Mapping[str, Value] = field(default_factory=dict)
    wanted: Mapping[str, Value] = field(default_factory=dict)
    was: Mapping[str, Any] = field(default_factory=dict)


def own_fields(lead: Lead, wanted: Mapping[str, Any], was: Mapping[str, Any] | None) -> OwnFields:
    """Nothing, and no question, when none is wanted. What was left alone is not read: it may be a choice of old.

    Raises InvalidData by name for what a field cannot hold.
    """
    asked = {name: value for name, value in wanted.items() if name.startswith(PREFIX)}
    if not asked:
        return OwnFields()
    fields, had, seen = active_fields(), custom_of(lead.pk), was or {}
    changed = {name: value for name, value in asked.items() if name not in seen or seen[name] != value}
    read = _named(read_given({name.removeprefix(PREFIX): value for name, value in changed.items()}, fields))
    left = {name: had.get(name.removeprefix(PREFIX)) for name in asked.keys() - changed.keys()}
    held = {f"{PREFIX}{key}": had.get(key) for key in fields}
    before = {name: _seen(fields[name.removeprefix(PREFIX)], seen[name]) for name in read if name in seen}
    return OwnFields(fields, held, {**left, **read}, {**before, **left})


def _named(values: Mapping[str, Value]) -> dict[str, Value]:
    return {f"{PREFIX}{key}": value for key, value in values.items()}


def _seen(own: CustomField, text: object) -> Any:
    """What stood on the page, typed; a choice that is none any more as it was written."""
    try:
        return read_value(own, text)
    except InvalidData:
        return text
