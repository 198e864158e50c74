"""A rule that was removed, put back as it was."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from comms.sequences.models import Rule
from comms.sequences.services.drafts import hold_sequence
from comms.sequences.services.rules import COLUMNS, REMOVE
from comms.sequences.services.rules_on import forget_rules
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.registry import Outcome, reversible


def register_rules_back() -> None:
    reversible(REMOVE, take_back, _title, permission="sequences.change_sequence")


def take_back(operation: Operation, by: User, now: datetime) -> Outcome:
    """Unless what it waits for is gone, somebody made one like it, or its sequence was archived since."""
    rule = Rule.objects.filter(pk=operation.rows.values_list("object_pk", flat=True).get()).first()
    if rule is None:
        return Outcome(0, out_of_sight=1)
    sequence = hold_sequence(rule.sequence_id)
    same = sequence.rules.filter(removed_at=None, **{name: getattr(rule, name) for name in COLUMNS})
    if rule.removed_at is None or sequence.archived_at or same.exists():
        return Outcome(0, (sequence.name,))
    rule.removed_at = None
    rule.save(update_fields=["removed_at"])
    transaction.on_commit(forget_rules)
    return Outcome(1, pks=(rule.pk,))


def _title(operation: Operation) -> str:
    row = Rule.objects.select_related("sequence").filter(pk__in=operation.rows.values("object_pk")).first()
    return _("Rule removed: %(sequence)s") % {"sequence": row.sequence.name if row else ""}
