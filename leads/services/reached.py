"""What hangs on how a lead is reached: who is held before it changes, and what follows when it has."""

from collections.abc import Collection
from datetime import datetime

from leads.models import Identity, Lead
from leads.services.consent.in_step import put_in_step
from leads.services.finding.words import refresh_words
from leads.services.patients import REACHED, mapping, patient_had
from leads.services.scoring import rescore
from tenants.audit.services.record import record

Told = tuple[str, str | None, str | None]  # kind, and how it was and is shown


def follow(lead: Lead, reached: Collection[int], told: Told, *, verb: str = "lead.reached", now: datetime) -> None:
    """Trail, search, score and stops, of the companions in `reached` (holding.hold_reached) too."""
    kind, before, after = told
    Lead.objects.filter(pk=lead.pk).update(updated_at=now)
    record(verb, lead, changes={kind: (before, after)})
    refresh_words([lead.pk])
    put_in_step(reached, now=now)
    rescore([lead.pk], now=now)


def follow_to_patient(lead: Lead, gone: Identity, value: str | None = None) -> str | None:
    """Where the patient made of the lead still had `gone`, as it was before the change, they have `value`, or the
    first of that kind that works, or none. Returns what they took, None when nothing was to be changed.

    A number that does not work was never taken over: its correction fills the gap, if the clinic takes such over.
    """
    if gone.kind not in REACHED:  # a patient has no place for it
        return None
    had = {gone.value}
    if value is not None and not gone.is_valid and mapping()[gone.kind] == gone.kind:
        had.add("")
    patient = patient_had(lead, gone.kind, had)
    if patient is None:
        return None
    if value is None:
        working = lead.identities.filter(kind=gone.kind, is_valid=True)
        value = working.values_list("value", flat=True).first() or ""
    setattr(patient, gone.kind, value)
    patient.save(update_fields=[gone.kind])
    return value
