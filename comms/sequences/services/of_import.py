"""From the end of an import to a sequence: who of the list would begin, and why others would not (F:C27, H:I11)."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from comms.sequences import reasons
from comms.sequences.models import Sequence
from comms.sequences.services.advancing import steps_of
from comms.sequences.services.entering import channels_of, refused
from leads.models import ImportedLead, Lead, LeadImport
from tenants.staff.models import User

LOOKED_AT = 5000


@dataclass(frozen=True)
class Would:
    """Of `looked_at` leads, which are the first of the list."""

    looked_at: int
    begin: int
    skipped: list[tuple[str, int]]


def leads_of(brought: LeadImport, *, by: User) -> list[int]:
    """All of the list that `by` sees and that are still at work, those that it filled among them."""
    listed = ImportedLead.objects.filter(brought=brought).values("lead")
    seen = Lead.objects.visible_to(by).filter(pk__in=listed, archived_at=None, merged_into=None)
    return list(seen.order_by("pk").values_list("pk", flat=True))


def who_would_begin(sequence: Sequence, leads: list[int], *, now: datetime) -> Would:
    """A fixed number of statements; nothing is written."""
    looked_at = leads[:LOOKED_AT]
    rows = Lead.objects.filter(pk__in=looked_at).select_related("stage").order_by("pk")
    steps = steps_of([sequence.version_id]).get(sequence.version_id, [])
    why = Counter(refused(sequence, list(rows), channels=channels_of(steps), now=now).values())
    skipped = [(str(reasons.REFUSED[one]), number) for one, number in why.most_common()]
    return Would(len(looked_at), len(looked_at) - why.total(), skipped)
