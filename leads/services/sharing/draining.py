"""What nobody has is shared out once somebody is there, and when a colleague asks for it (F 2b, Odoo's rows)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.lib.errors import InvalidData
from leads.models import Lead, ResponseCycle
from leads.models.stage import DONE
from leads.querysets import LeadQuerySet
from leads.services.many import MOST, Done, as_of_now
from leads.services.sharing.deciding import Deciding, could_share
from leads.services.sharing.duty import is_alone, workers
from leads.services.sharing.giving import give
from leads.services.sharing.only_one import give_to_the_only_one
from leads.services.sharing.reaching import beyond_reach, within_reach
from leads.services.sharing.rules import sharing_rules
from tenants.staff.models import User

AT_ONCE = 100
Place = tuple[datetime | None, int]  # in the queue: when an answer is due, and the lead


def drain(*, now: datetime) -> int:
    """Give those of the queue whom somebody on shift can take, whoever is due first; how many that was.

    AT_ONCE in a transaction, for whoever arrives meanwhile waits for it; until nobody is free. The others are told
    why they wait, AT_ONCE each time. Where one person works alone all that is nobody's is theirs.
    """
    if is_alone():
        return give_to_the_only_one(now=now)
    number, behind, goes_on = 0, None, could_share(now)
    while goes_on:
        given, behind = _drain_some(behind, now)
        number, goes_on = number + given, behind is not None
    return number


def next_shift(*, now: datetime) -> datetime | None:
    """When somebody next comes on shift, as long as anybody waits for that."""
    if not sharing_rules().shares_out or not _queue().exists():
        return None
    moments = [begins for one in workers() if (begins := one.begins(now))]
    return min(moments, default=None)


@transaction.atomic
def assign_now(ids: Iterable[int], *, by: User, now: datetime) -> Done:
    """Share out those of `ids` that are nobody's and that `by` sees, whatever the switch of the clinic says.

    Raises NotAllowed, and InvalidData for more than MOST and when nobody is on shift. What nobody can take stays.
    """
    wanted = set(ids)
    if len(wanted) > MOST:
        raise InvalidData(_("Choose at most %(most)d leads at once.") % {"most": MOST})
    deciding = Deciding(now=now)
    by = as_of_now(by)
    if not deciding.somebody_is_there:
        raise InvalidData(_("Nobody is on shift now."))
    seen = set(Lead.objects.visible_to(by).filter(pk__in=wanted).values_list("pk", flat=True))
    free = Lead.objects.current().filter(pk__in=seen, assigned_to=None).exclude(stage__semantic__in=DONE)
    given = give(free, deciding, by=by, now=now)
    return Done(None, len(given), len(seen) - len(given), len(wanted) - len(seen), tuple(given), _said(len(given)))


def _said(number: int) -> str:
    words = ngettext("Shared out %(number)d lead.", "Shared out %(number)d leads.", number)
    return words % {"number": number} if number else ""


def _queue() -> LeadQuerySet:
    """Nobody's leads that wait for an answer."""
    waits = ResponseCycle.objects.filter(ended_at=None).values("lead")
    return Lead.objects.current().filter(pk__in=waits, assigned_to=None).exclude(stage__semantic__in=DONE)


@transaction.atomic
def _drain_some(behind: Place | None, now: datetime) -> tuple[int, Place | None]:
    """How many were given, and whom to go on behind; None when nobody is left, or free."""
    deciding = Deciding(now=now)
    if not deciding.somebody_is_free:
        return 0, None
    reached = _behind(within_reach(_queue(), deciding), behind).order_by("answer_due_at", "pk")
    places = list(reached.values_list("answer_due_at", "pk")[:AT_ONCE])
    given = give(_queue().filter(pk__in=[pk for _due, pk in places]), deciding, by=None, now=now) if places else []
    if len(places) == AT_ONCE:
        return len(given), places[-1]
    if deciding.somebody_is_free:
        _tell_the_others(deciding, now)
    return len(given), None


def _tell_the_others(deciding: Deciding, now: datetime) -> None:
    others = beyond_reach(_queue(), deciding).order_by("answer_due_at", "pk")
    pks = list(others.values_list("pk", flat=True)[:AT_ONCE])
    if pks:
        give(_queue().filter(pk__in=pks), deciding, by=None, now=now)


def _behind(queue: LeadQuerySet, place: Place | None) -> LeadQuerySet:
    """Whose answer is due at no time is last."""
    if place is None:
        return queue
    due, pk = place
    same = Q(answer_due_at=due, pk__gt=pk)
    return queue.filter(same if due is None else same | Q(answer_due_at__gt=due) | Q(answer_due_at=None))
