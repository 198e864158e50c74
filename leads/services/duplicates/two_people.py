"""Two leads that look alike and are two people, as somebody said who knows (F:L22)."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData, NotThere
from leads.models import Lead, NotTheSame
from leads.services.holding import hold_reached
from leads.services.many import as_of_now
from tenants.audit.services.record import record
from tenants.staff.models import User


@transaction.atomic
def say_two_people(one: int, other: int, *, by: User, now: datetime) -> None:
    """Nobody proposes them to each other any more, nor whom they are merged into. A repeat changes nothing.

    Both are seen by `by`, else NotThere. Raises NotAllowed, InvalidData for a lead and itself.
    """
    leads = _hold(one, other, by)
    first, second = sorted(leads)
    _row, is_new = NotTheSame.objects.get_or_create(
        one_id=first, other_id=second, defaults={"by_id": by.pk, "at": now}
    )
    if is_new:
        for pk, twin in ((first, second), (second, first)):
            record("lead.two_people", leads[pk], note=str(twin))


@transaction.atomic
def take_back_two_people(one: int, other: int, *, by: User) -> None:
    """They are proposed again if they still look alike. As `say_two_people`."""
    leads = _hold(one, other, by)
    first, second = sorted(leads)
    gone, _rows = NotTheSame.objects.filter(one=first, other=second).delete()
    if gone:
        for pk, twin in ((first, second), (second, first)):
            record("lead.maybe_one_person", leads[pk], note=str(twin))


def two_people_beside(lead: int) -> set[int]:
    """The leads that are somebody else than this one: said of both, or of whoever was merged into either."""
    mine = Q(one=lead) | Q(one__merged_into=lead) | Q(other=lead) | Q(other__merged_into=lead)
    names = ("one_id", "one__merged_into", "other_id", "other__merged_into")
    rows = NotTheSame.objects.filter(mine).values_list(*names)
    return {pk for row in rows for pk in row if pk is not None} - {lead}


def said_of(lead: int, reader: User) -> list[tuple[Lead, NotTheSame]]:
    """What was said of this very lead, with the other of the two, the newest first."""
    rows = NotTheSame.objects.visible_to(reader).filter(Q(one=lead) | Q(other=lead))
    rows = rows.select_related("one", "other", "by").order_by("-at", "-id")
    prefetched = rows.prefetch_related("one__identities", "other__identities")
    return [(row.other if row.one_id == lead else row.one, row) for row in prefetched]


def pairs_said() -> set[tuple[int, int]]:
    """All that was said, of the leads as they stand after merges; each pair in order."""
    ends = {"first": F("one__merged_into"), "second": F("other__merged_into")}
    rows = NotTheSame.objects.annotate(**ends).values_list("one_id", "other_id", "first", "second")
    return {tuple(sorted((first or one, second or other))) for one, other, first, second in rows}


def _hold(one: int, other: int, by: User) -> dict[int, Lead]:
    if one == other:
        raise InvalidData(_("Choose two different leads."), fields={"other": [_("Choose two different leads.")]})
    hold_reached([one, other])
    seen = Lead.objects.visible_to(as_of_now(by)).prefetch_related("identities").in_bulk([one, other])
    if len(seen) < 2:
        raise NotThere
    return seen
