"""The sequences of a clinic with their numbers, for whoever looks: in a fixed number of statements."""

from collections.abc import Iterable
from collections.abc import Sequence as Row
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from comms.sequences.models import Enrolment, Sequence, Step, StepRun, Version
from comms.sequences.services.counting import ACCEPTED, REACHED, REPLIED, seen_by
from tenants.staff.models import User

DAYS = 30


@dataclass(frozen=True)
class Numbers:
    """`under_way` now; the others of the last DAYS days, as the results count them."""

    under_way: int = 0
    sent: int = 0
    replied: int = 0
    accepted: int = 0


@dataclass(frozen=True)
class Listed:
    row: Sequence
    numbers: Numbers
    channels: Row[str]
    has_draft: bool


def listed(by: User, *, archived: bool = False, now: datetime) -> list[Listed]:
    """By name; those of rules stand with their rule. Counts what `by` may see, in a fixed number of statements."""
    rows = list(
        Sequence.objects.visible_to(by)
        .filter(of_rule=False, archived_at__isnull=not archived)
        .select_related("version")
        .order_by("name", "pk")
    )
    pks = [row.pk for row in rows]
    counted = numbers_of(pks, by=by, now=now)
    ways, drafts = _channels(rows), _drafts(pks)
    return [Listed(row, counted.get(row.pk, Numbers()), ways.get(row.pk, ()), row.pk in drafts) for row in rows]


def numbers_of(pks: Iterable[int], *, by: User, now: datetime) -> dict[int, Numbers]:
    wanted = list(pks)
    people = Enrolment.objects.filter(seen_by(by, "lead__"), sequence__in=wanted, state=Enrolment.State.ACTIVE)
    active = dict(people.order_by().values_list("sequence").annotate(Count("pk")))
    sent = StepRun.objects.filter(
        seen_by(by, "enrolment__lead__"),
        step__version__sequence__in=wanted,
        at__gte=now - timedelta(days=DAYS),
        message__isnull=False,
    ).order_by()
    each = sent.values_list("step__version__sequence").annotate(
        sent=Count("pk", filter=REACHED),
        replied=Count("pk", filter=REPLIED),
        accepted=Count("pk", filter=ACCEPTED),
    )
    found = {pk: numbers for pk, *numbers in each}
    return {pk: Numbers(active.get(pk, 0), *found.get(pk, ())) for pk in wanted}


def _channels(rows: list[Sequence]) -> dict[int, list[str]]:
    """Of the version in use, and of the draft of one that has none; in the order of their steps."""
    pairs = Step.objects.filter(version__sequence__in=[row.pk for row in rows]).exclude(channel="")
    used = pairs.filter(
        Q(version__in=[row.version_id for row in rows if row.version_id]) | Q(version__published_at=None)
    )
    ways: dict[int, list[str]] = {}
    for pk, channel in used.order_by("version__number", "position").values_list("version__sequence", "channel"):
        if channel not in ways.setdefault(pk, []):
            ways[pk].append(channel)
    return ways


def _drafts(pks: list[int]) -> set[int]:
    return set(Version.objects.filter(sequence__in=pks, published_at=None).values_list("sequence", flat=True))
