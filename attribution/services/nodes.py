"""The rows of the clinic's tree that places lead to; those that there are not yet are made. Set-based."""

from collections.abc import Collection, Iterable

from django.db import transaction

from attribution.models import Campaign
from attribution.services.placing import Place, Step
from attribution.services.sources import word_of
from tenants.services.locks import lock_names

LOCK = "attribution.tree"
MOST = 5_000  # places that are known by nothing but a name: whoever invents names counts above them
DEEPEST = 3
Key = tuple[int, str]  # under which row, and its word


@transaction.atomic
def nodes_of(places: Collection[Place]) -> dict[Place, int]:
    """The row of each place. One at a time in a clinic: nobody else makes the same rows meanwhile.

    A step that has a number is its row wherever that lies; else it is found by its name under the row above, whose
    number it then takes. A dozen statements at most, however many places there are.
    """
    wanted = set(places)
    if not wanted:
        return {}
    lock_names([LOCK])
    at = _roots(wanted)
    numbered = _numbered(wanted)
    for depth in range(DEEPEST):
        deeper = {place: place.steps[depth] for place in wanted if len(place.steps) > depth}
        if deeper:
            _go_down(deeper, at, numbered)
    return at


def _roots(places: Iterable[Place]) -> dict[Place, int]:
    words = {place.root for place in places if isinstance(place.root, str)}
    top = Campaign.objects.filter(found_under=None, found_by__in=words)
    rows = dict(top.values_list("found_by", "pk"))
    level = Campaign.Level.CHANNEL
    made = Campaign.objects.bulk_create(Campaign(level=level, found_by=one) for one in sorted(words - rows.keys()))
    rows |= {one.found_by: one.pk for one in made}
    return {place: rows.get(place.root, place.root) for place in places}


def _numbered(places: Iterable[Place]) -> dict[tuple[str, str], int]:
    numbers = {step.number for place in places for step in place.steps if step.number}
    rows = Campaign.objects.filter(external_id__in=numbers).exclude(external_id="") if numbers else []
    return {(row.network, row.external_id): row.pk for row in rows}


def _go_down(deeper: dict[Place, Step], at: dict[Place, int], numbered: dict[tuple[str, str], int]) -> None:
    """Each place one step further; what has neither row nor number is looked up by its name, or made."""
    by_name: dict[tuple[Key, Step], list[Place]] = {}
    for place, step in sorted(deeper.items(), key=lambda one: (str(one[0].root), one[1].number, one[1].name)):
        if known := numbered.get((step.network, step.number)):
            at[place] = known
        else:
            by_name.setdefault(((at[place], word_of(step.name)), step), []).append(place)
    found = _found(by_name)
    room = MOST - _named() if by_name else 0
    for (key, step), theirs in by_name.items():
        row = numbered.get((step.network, step.number)) or _take(key, step, found, is_room=room > 0)
        if row is None:
            continue
        room -= not step.number
        if step.number:
            numbered[step.network, step.number] = row
        at |= dict.fromkeys(theirs, row)


def _named() -> int:
    return Campaign.objects.filter(external_id="").exclude(level=Campaign.Level.CHANNEL).count()


def _found(asked: Iterable[tuple[Key, Step]]) -> dict[Key, Campaign]:
    unders, words = {key[0] for key, _step in asked}, {key[1] for key, _step in asked}
    rows = Campaign.objects.filter(found_under__in=unders, found_by__in=words) if words else []
    return {(row.found_under_id, row.found_by): row for row in rows}


def _take(key: Key, step: Step, found: dict[Key, Campaign], *, is_room: bool) -> int | None:
    """The row of this name, unless it is another number's; else a new one. None where there is no room for it."""
    row = found.get(key)
    if row and (not step.number or row.external_id == ""):
        if step.number:
            row.network, row.external_id = step.network, step.number
            Campaign.objects.filter(pk=row.pk).update(network=step.network, external_id=step.number)
        return row.pk
    if not step.number and not is_room:
        return None
    under, word = key
    new = Campaign.objects.bulk_create(
        [
            Campaign(
                parent_id=under,
                level=step.level,
                name=step.name[:200],
                found_under_id=under,
                found_by="" if row else word,
                network=step.network,
                external_id=step.number,
            )
        ]
    )[0]
    found.setdefault(key, new)
    return new.pk
