"""Leads that a list filled are as they were, but for what somebody changed since."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from leads.models import CustomValue, Identity, ImportedLead, Lead, LeadTag, Note, Practice, Reference
from leads.services.custom_kinds import COLUMNS, plain
from leads.services.importing.loading.filling import FILLED
from tenants.audit.services.record import record_many
from tenants.services.changes import change_rows
from tenants.undo.services.putting_back import as_kept

Told = Mapping[int, Mapping[str, Any]]  # by lead, see loading.filling.Filled


def unfill(leads: Collection[Lead], told: Told, brought: int, *, now: datetime) -> set[int]:
    """Leads that the caller holds; those of which something stays, because it is not as the list left it. A fixed
    number of statements."""
    changed, rows, lines = set(), {}, []
    for lead in leads:
        one = told[lead.pk]
        stands = as_kept(lead, one["after"])
        back = {name: one["fields"][name] for name, value in one["after"].items() if stands[name] == value}
        changed.update({lead.pk} if len(back) < len(one["after"]) else ())
        lines.append(
            (lead.pk, str(lead), {name.removesuffix("_id"): (stands[name], was) for name, was in back.items()})
        )
        rows[lead.pk] = [(back | {"updated_at": now}).get(name, getattr(lead, name)) for name in FILLED]
    change_rows(Lead, FILLED, rows)
    changed |= _take_away(told, list(rows))
    ImportedLead.objects.filter(lead__in=rows, brought=brought, is_new=False)._raw_delete("default")
    record_many("lead.put_back", Lead, lines)
    return changed


def _take_away(told: Told, pks: list[int]) -> set[int]:
    """What was hung on them; whose value of an own field is another by now keeps it."""
    ways = {(pk, kind, value) for pk in pks for kind, value in told[pk]["contacts"]}
    _drop(Identity, [r.pk for r in Identity.objects.filter(lead__in=pks) if (r.lead_id, r.kind, r.value) in ways])
    named = {(pk, value) for pk in pks for _system, value in told[pk]["references"]}
    _drop(Reference, [r.pk for r in Reference.objects.filter(lead__in=pks) if (r.lead_id, r.value) in named])
    _drop(Practice, [pk for pk in pks if told[pk]["practice"]])
    at = {pk: parse_datetime(told[pk]["at"]) for pk in pks}
    tied = LeadTag.objects.filter(lead__in=pks).select_related("tag")
    _drop(LeadTag, [r.pk for r in tied if r.at == at[r.lead_id] and r.tag.name.lower() in _tags(told[r.lead_id])])
    notes = Note.objects.filter(lead__in=pks, edited_at=None)
    _drop(Note, [r.pk for r in notes if r.at == at[r.lead_id] and r.body in told[r.lead_id]["notes"]])
    values = {(pk, field): text for pk in pks for field, _column, text in told[pk]["custom"]}
    had = CustomValue.objects.filter(lead__in=pks).select_related("field")
    ours = [r for r in had if (r.lead_id, r.field_id) in values]
    same = [r for r in ours if plain(getattr(r, COLUMNS[r.field.kind])) == values[r.lead_id, r.field_id]]
    _drop(CustomValue, [r.pk for r in same])
    return {r.lead_id for r in ours} - {r.lead_id for r in same}


def _tags(told: Mapping[str, Any]) -> set[str]:
    return {name.lower() for name in told["tags"]}


def _drop(model: type[Any], pks: Collection[int]) -> None:
    if pks:
        model._base_manager.filter(pk__in=pks)._raw_delete("default")
