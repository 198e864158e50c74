"""The version that is worked on: one at a time, begun from the one in use (H:S12)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from comms.sequences.models import Sequence, Step, Variant, Version
from comms.sequences.services.content import read_again, steps_of, window_of, written
from crm.lib.errors import Conflict, NotThere


def hold_sequence(pk: int) -> Sequence:
    """Nobody else changes it until the transaction ends; enrolments come and go. Raises NotThere.

    Held before nothing and after no lead: whoever moves enrolments holds their leads, not this.
    """
    row = Sequence.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if row is None:
        raise NotThere
    return row


def hold_to_change(pk: int) -> Sequence:
    """The same, for whoever changes it: one that is archived is brought back first. Raises Conflict."""
    row = hold_sequence(pk)
    if row.archived_at:
        raise Conflict(_("This sequence is archived. Bring it back first."))
    return row


def open_version(sequence: Sequence) -> Version | None:
    """The draft, else the one in use: what its page shows."""
    return sequence.versions.filter(published_at=None).first() or sequence.version or sequence.versions.first()


def draft_of(sequence: Sequence, *, now: datetime) -> Version:
    """Of a sequence that is held. One that has none gets a copy of what is in use, with the same keys."""
    draft = sequence.versions.filter(published_at=None).first()
    if draft is not None:
        return draft
    number = (sequence.versions.aggregate(most=Max("number"))["most"] or 0) + 1
    if sequence.version is None:
        return Version.objects.create(sequence=sequence, number=number, made_at=now)
    shape = {name: getattr(sequence.version, name) for name in window_of(sequence.version)}
    draft = Version.objects.create(sequence=sequence, number=number, made_at=now, **shape)
    pairs = [read_again(draft, one.position, written(one)) for one in steps_of(sequence.version)]
    Step.objects.bulk_create(step for step, _texts in pairs)
    Variant.objects.bulk_create(text for _step, texts in pairs for text in texts)
    return draft


@transaction.atomic
def discard_draft(pk: int) -> bool:
    """Away with what was not published; False when there was none. Raises Conflict when nothing else is there."""
    sequence = hold_to_change(pk)
    if sequence.version is None:
        raise Conflict(_("This sequence has no other version. Archive it instead."))
    draft = sequence.versions.filter(published_at=None).first()
    if draft is None:
        return False
    draft.delete()
    return True
