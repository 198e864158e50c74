"""A draft becomes the version in use; whoever is under way keeps theirs, or goes on with the new one (H:S12)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from comms.sequences.models import Enrolment, Sequence, Version
from comms.sequences.services.checking import problems_of
from comms.sequences.services.content import seen_of_version, steps_of
from comms.sequences.services.drafts import hold_to_change
from comms.sequences.services.moving_on import MOVE_ON
from crm.lib.errors import Conflict, InvalidData
from tenants.runs.models import Run
from tenants.runs.services.starting import start
from tenants.runs.services.working import finish
from tenants.staff.models import User

AT_ONCE = 500  # people who are moved while somebody waits
WHATEVER = ""


@dataclass(frozen=True)
class Published:
    """`run` moves those under way, when they were to go on with it and there were any."""

    version: Version
    run: Run | None = None


def publish(
    pk: int, *, takes_along: bool, seen: str = WHATEVER, by: User, now: datetime, at_once: int = AT_ONCE
) -> Published:
    """The draft goes into use, and a sequence that was a draft becomes active. A paused one stays so.

    `seen` is `seen_of_version` of what they looked at. With `takes_along` those under way go on with it: in this
    request when they are few. Raises InvalidData for what stands in the way, Conflict, NotThere.
    """
    published, number = _publish(pk, takes_along, seen, by, now)
    if published.run and number <= at_once:
        return Published(published.version, finish(published.run.pk))
    return published


@transaction.atomic
def _publish(pk: int, takes_along: bool, seen: str, by: User, now: datetime) -> tuple[Published, int]:
    sequence = hold_to_change(pk)
    draft = sequence.versions.filter(published_at=None).first()
    if draft is None:
        raise Conflict(_("There is nothing new to publish."))
    steps = steps_of(draft)
    if seen not in {WHATEVER, seen_of_version(draft, steps)}:
        raise Conflict(_("A colleague changed this draft meanwhile. Look at it again before you publish it."))
    stopping = [one.said for one in problems_of(draft, steps) if one.stops]
    if stopping:
        raise InvalidData(stopping[0], fields={"": stopping})
    draft.published_at, draft.published_by = now, by
    draft.save(update_fields=["published_at", "published_by"])
    sequence.version = draft
    if sequence.state == Sequence.State.DRAFT:
        sequence.state = Sequence.State.ACTIVE
    sequence.save(update_fields=["version", "state"])
    number = under_way([pk]).get(pk, 0) if takes_along else 0
    about = {"sequence": pk, "version": draft.pk, "name": sequence.name, "number": draft.number}
    run = start(MOVE_ON, by=by, about=about, total=number, now=now) if number else None
    return Published(draft, run), number


def under_way(pks: Collection[int]) -> dict[int, int]:
    """How many are in each, those paused by hand among them; the whole clinic's."""
    rows = Enrolment.objects.filter(sequence__in=pks, state=Enrolment.State.ACTIVE).order_by()
    return dict(rows.values_list("sequence").annotate(Count("pk")))
