"""Storing an arrival as it came (F:L21)."""

from leads.models import LeadPayload
from tenants.services.rows import insert, put

_COLUMNS = [field.attname for field in LeadPayload._meta.concrete_fields if field.name != "id"]
_JUDGED = ["digest", "fields", "result", "reason", "status", "score", "held_for", "about", "lead"]


def keep(payload: LeadPayload) -> None:
    """Write the arrival: for the first time, or what became of it since. One that has a key already may wait."""
    if payload._state.adding:
        row = {name: getattr(payload, name) for name in _COLUMNS}
        if payload.pk is None:
            payload.pk = insert(LeadPayload, **row)
        else:
            put(LeadPayload, row | {"id": payload.pk})
        payload._state.adding, payload._state.db = False, "default"
    else:
        payload.save(update_fields=_JUDGED)
