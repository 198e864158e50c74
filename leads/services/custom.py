"""What leads hold in the clinic's own fields (F:L26): read, checked, written, many at once."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from leads.models import CustomField, CustomValue, Lead
from leads.services.custom_kinds import COLUMNS, Value, plain, read_value
from tenants.audit.services.record import record_many

PREFIX = "custom."  # of the name of such a field beside the lead's own columns


def active_fields() -> dict[str, CustomField]:
    """By key, in the order of the clinic."""
    return {field.key: field for field in CustomField.objects.filter(is_active=True)}


def custom_values(leads: Collection[int]) -> dict[int, dict[str, Value]]:
    """By lead and key, of the fields in use; one question however many leads. Nothing is no entry."""
    found: dict[int, dict[str, Value]] = {pk: {} for pk in leads}
    rows = CustomValue.objects.filter(lead__in=found, field__is_active=True).select_related("field")
    for row in rows:
        found[row.lead_id][row.field.key] = getattr(row, COLUMNS[row.field.kind])
    return found


def custom_of(lead: int) -> dict[str, Value]:
    return custom_values([lead])[lead]


def read_given(given: Mapping[str, object], fields: Mapping[str, CustomField]) -> dict[str, Value]:
    """By key. Raises InvalidData by `custom.<key>`, also for a key that no field in use has."""
    read, wrong = {}, {}
    for key, value in given.items():
        try:
            read[key] = read_value(fields[key], value)
        except KeyError:
            wrong[f"{PREFIX}{key}"] = [_("This does not exist.")]
        except InvalidData as refused:
            wrong[f"{PREFIX}{key}"] = [refused.detail]
    if wrong:
        raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)
    return read


def write_custom(
    wanted: Mapping[Lead, Mapping[str, Value]], fields: Mapping[str, CustomField], *, now: datetime
) -> set[int]:
    """Write what is read already into leads that the caller holds, and the trail; the leads that changed.

    One statement for the values and one for those that became nothing, however many leads.
    """
    had = custom_values([lead.pk for lead in wanted])
    changes = {lead: _differences(had[lead.pk], values) for lead, values in wanted.items()}
    changes = {lead: told for lead, told in changes.items() if told}
    if not changes:
        return set()
    _store(changes, fields)
    pks = {lead.pk for lead in changes}
    Lead.objects.filter(pk__in=pks).update(updated_at=now)
    record_many("lead.changed", Lead, [(lead.pk, str(lead), _told(told)) for lead, told in changes.items()])
    return pks


def _differences(had: Mapping[str, Value], wanted: Mapping[str, Value]) -> dict[str, tuple[Value, Value]]:
    return {key: (had.get(key), value) for key, value in wanted.items() if had.get(key) != value}


def _store(changes: Mapping[Lead, Mapping[str, tuple[Value, Value]]], fields: Mapping[str, CustomField]) -> None:
    rows, gone = [], {}
    for lead, told in changes.items():
        for key, (_before, value) in told.items():
            field = fields[key]
            if value is None:
                gone.setdefault(field.pk, []).append(lead.pk)
            else:
                rows.append(CustomValue(lead=lead, field=field, **{COLUMNS[field.kind]: value}))
    updated = ["text", "number", "day"]
    unique = ["lead", "field"]
    CustomValue.objects.bulk_create(rows, update_conflicts=True, update_fields=updated, unique_fields=unique)
    for field_pk, leads in gone.items():
        CustomValue.objects.filter(field=field_pk, lead__in=leads).delete()


def _told(changes: Mapping[str, tuple[Value, Value]]) -> dict[str, tuple[Any, Any]]:
    return {f"{PREFIX}{key}": (plain(before), plain(after)) for key, (before, after) in changes.items()}
