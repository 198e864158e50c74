"""What the product itself asks the owner of a lead to do: their next step, now (F:L20)."""

from collections.abc import Mapping
from datetime import datetime

from leads.models import FollowUp, Lead
from leads.services.follow_ups import LONGEST_NOTE, SET
from tenants.audit.services.record import record_many
from tenants.services.changes import change_rows

COLUMNS = ("next_follow_up", "follow_up_why", "follow_up_note")


def ask_owners(notes: Mapping[Lead, str], *, now: datetime) -> None:
    """What is to be done with each lead is due now. What a colleague had planned is kept in the note, and their
    moment where it has passed. Part of a transaction that holds the leads; set-based."""
    rows, lines = {}, []
    for lead, note in notes.items():
        told = " · ".join(one for one in (note, lead.follow_up_note) if one)[:LONGEST_NOTE]
        after = (min(lead.next_follow_up or now, now), lead.follow_up_why or FollowUp.NEXT_STEP, told)
        before = [getattr(lead, column) for column in COLUMNS]
        rows[lead.pk] = after
        changes = {name: (was, is_now) for name, was, is_now in zip(COLUMNS, before, after, strict=True)}
        lines.append((lead.pk, str(lead), changes))
    change_rows(Lead, COLUMNS, rows)
    if lines:
        record_many(SET, Lead, lines)
