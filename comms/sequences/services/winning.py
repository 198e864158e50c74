"""The better text, chosen by somebody or by itself: from then on everybody gets it (F:C14)."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from comms.sequences.models import Sequence, Verdict
from comms.sequences.services.results import chance_of, comparisons, steps_of
from crm.lib.errors import NotThere
from tenants.notices.services.notify import notify
from tenants.staff.models import User

CHOSEN = "sequence_text_chosen"
TASK = "comms.sequences.tasks.choose_texts"


@transaction.atomic
def choose(sequence: int, step: UUID, variant: UUID, *, by: User | None, now: datetime) -> Verdict:
    """Everybody gets this text of the step from now on; `by` None is the product itself. Steps and texts by their
    keys. Choosing another one replaces it, the same one again changes nothing.

    Raises NotThere for what the version in use has not.
    """
    row = Sequence.objects.select_for_update(no_key=True).get(pk=sequence)
    steps = [one for one in steps_of(row) if one.key == step and one.version_id == row.version_id]
    compared = comparisons(row, steps, by=None).get(step)
    if compared is None or all(one.text.key != variant for one in compared.texts):
        raise NotThere
    if compared.verdict and compared.verdict.variant_key == variant:
        return compared.verdict
    kept = Verdict.objects.filter(sequence=row, step_key=step).first()
    verdict = kept or Verdict(sequence=row, step_key=step)
    verdict.variant_key, verdict.by, verdict.at = variant, by, now
    verdict.probability = chance_of(compared, variant)
    verdict.save()
    label = next(one.text.label for one in compared.texts if one.text.key == variant)
    _tell(row, verdict, label)
    return verdict


@transaction.atomic
def take_back(sequence: int, step: UUID) -> bool:
    """Its texts are shared out as before, and none is chosen by itself any more: else the next hour would choose it
    again. False when there was nothing to take back."""
    row = Sequence.objects.select_for_update(no_key=True).get(pk=sequence)
    verdict = Verdict.objects.filter(sequence=row, step_key=step).first()
    if verdict is None:
        return False
    verdict.delete()
    if row.winner_at:
        row.winner_at = None
        row.save(update_fields=["winner_at"])
    return True


def choose_texts(*, now: datetime) -> int:
    """In each active sequence that chooses by itself: every step that has no verdict and is clear by now. How many.

    Looks at the numbers of all; a repeat finds nothing more to choose.
    """
    return sum(_choose_in(pk, now) for pk in _by_themselves().values_list("pk", flat=True))


def _by_themselves() -> QuerySet[Sequence]:
    return Sequence.objects.filter(state=Sequence.State.ACTIVE, winner_at__isnull=False, archived_at=None)


@transaction.atomic
def _choose_in(pk: int, now: datetime) -> int:
    row = _by_themselves().select_for_update(no_key=True, of=("self",)).filter(pk=pk).first()
    if row is None:
        return 0
    steps = [one for one in steps_of(row) if one.version_id == row.version_id]
    clear = [
        (key, one) for key, one in comparisons(row, steps, by=None).items() if one.judged.enough and not one.verdict
    ]
    for key, one in clear:
        choose(row.pk, key, one.leader.text.key, by=None, now=now)
    return len(clear)


def _tell(row: Sequence, verdict: Verdict, label: str) -> None:
    """Who made the sequence, unless they chose."""
    if row.made_by is None or row.made_by == verdict.by:
        return
    link = reverse("admin:sequence_results", args=[row.pk], urlconf=settings.ROOT_URLCONF)
    about = {"sequence": row.name, "text": label}
    notify([row.made_by], CHOSEN, about=about, link=link, key=f"{verdict.pk}:{verdict.variant_key}")
