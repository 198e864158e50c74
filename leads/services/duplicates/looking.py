"""A clinic is looked through for duplicates, in the background: groups by the database, pairs by the one rule."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import combinations, islice

from django.db import transaction
from django.utils import timezone

from leads.models import Lead, LikelyPair, PairSearch
from leads.services.duplicates.grouping import groups_alike
from leads.services.duplicates.likeness import Why, likeness, weight
from leads.services.duplicates.person import Person, person_of
from leads.services.duplicates.two_people import pairs_said
from tenants.outbox.services.enqueue import enqueue
from tenants.services.locks import lock_names
from tenants.staff.models import User

LOOK = "leads.look_for_duplicates"
MOST_PAIRS = 5000
MOST_JUDGED = 30_000  # pairs; those by number and mail come first
AT_ONCE = 500  # pairs whose leads are read together
PATIENCE = timedelta(minutes=10)
SOON, SLACK = timedelta(minutes=10), timedelta(minutes=2)  # whoever asks has committed by then


def look_soon(*, now: datetime) -> None:
    """Part of the transaction that wrote many leads: the clinic is looked through within a quarter of an hour, once
    for all who ask meanwhile."""
    due = datetime.fromtimestamp(now.timestamp() // SOON.total_seconds() * SOON.total_seconds(), UTC) + SOON + SLACK
    enqueue(kind=LOOK, key=f"{LOOK}:{due.isoformat()}", payload={}, due_at=due)


@transaction.atomic
def ask_to_look(*, by: User, now: datetime) -> PairSearch:
    """Have the clinic looked through; one that was asked for within PATIENCE and is not done is enough."""
    lock_names([f"{LOOK}:ask"])
    row = PairSearch.objects.first() or PairSearch(asked_at=now - PATIENCE)
    if row.finished_at is None and now - row.asked_at < PATIENCE:
        return row
    row.asked_at, row.asked_by_id, row.finished_at = now, by.pk, None
    row.save()
    enqueue(kind=LOOK, key=f"{LOOK}:{now.isoformat()}", payload={}, due_at=now)
    return row


def look(_payload: Mapping[str, object]) -> None:
    """The job. Done twice it finds the same."""
    look_through(now=timezone.now())


@transaction.atomic
def look_through(*, now: datetime) -> int:
    """Put what looks alike now in the place of what the last search found; at most MOST_PAIRS, the likeliest."""
    lock_names([LOOK])
    found = _pairs()
    best = sorted(found.items(), key=lambda one: (-weight(one[1]), one[0]))[:MOST_PAIRS]
    LikelyPair.objects.all().delete()
    LikelyPair.objects.bulk_create(
        (
            LikelyPair(one_id=one, other_id=other, why=[each.value for each in why], weight=weight(why))
            for (one, other), why in best
        ),
        batch_size=1000,
    )
    PairSearch.objects.update(finished_at=now) or PairSearch.objects.create(asked_at=now, finished_at=now)
    return len(best)


def _pairs() -> dict[tuple[int, int], list[Why]]:
    every = (pair for group in groups_alike() for pair in combinations(sorted(group), 2))
    ordered, found = sorted(set(islice(every, MOST_JUDGED)) - pairs_said()), {}
    for start in range(0, len(ordered), AT_ONCE):
        some = ordered[start : start + AT_ONCE]
        people = _people({pk for pair in some for pk in pair})
        judged = ((pair, likeness(people[pair[0]], people[pair[1]])) for pair in some if people.keys() >= set(pair))
        found |= {pair: why for pair, why in judged if why}
    return found


def _people(keys: Iterable[int]) -> dict[int, Person]:
    named = ("first_name", "last_name", "country", "treatment", "companion_of")
    rows = Lead.objects.current().filter(pk__in=keys).only(*named).order_by().prefetch_related("identities")
    return {lead.pk: person_of(lead) for lead in rows}
