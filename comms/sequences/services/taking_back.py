"""A step that was taken out of a draft, put back where it stood."""

from datetime import datetime

from django.utils.translation import gettext as _

from comms.sequences.models import Sequence
from comms.sequences.services.building import REMOVE, draft_that_holds
from comms.sequences.services.content import read_again
from comms.sequences.services.drafts import hold_sequence
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.registry import Outcome, reversible


def register_undo() -> None:
    reversible(REMOVE, take_back, _title, permission="sequences.change_sequence")


def take_back(operation: Operation, by: User, now: datetime) -> Outcome:
    """As long as that very draft is worked on."""
    pk, before = operation.rows.values_list("object_pk", "before").get()
    sequence = hold_sequence(pk)
    draft = draft_that_holds(sequence, before["version"])
    if draft is None or sequence.archived_at:
        return Outcome(0, (sequence.name,))
    for later in draft.steps.filter(position__gte=before["position"]).order_by("-position"):
        later.position += 1
        later.save(update_fields=["position"])
    step, texts = read_again(draft, before["position"], before["step"])
    step.save()
    for text in texts:
        text.save()
    return Outcome(1, pks=(pk,))


def _title(operation: Operation) -> str:
    row = Sequence.objects.filter(pk__in=operation.rows.values("object_pk")).first()
    return _("Step removed from %(sequence)s") % {"sequence": row.name if row else ""}
