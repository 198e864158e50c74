"""What nobody has is shared out once somebody is there, and when a colleague asks for it (F 2b, Odoo's rows)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.lib.errors import InvalidData
from leads.models import Lead, ResponseCycle
from leads.models.stage import DONE
from leads.querysets import LeadQuerySet
from leads.services.many import MOST, Done, as_of_now
from leads.services.sharing.deciding import Deciding, could_share
from leads.services.sharing.duty import workers
from leads.services.sharing.giving import give
from leads.services.sharing.rules import CONDITIONS, is_left_to_nobody, sharing_rules
from tenants.staff.models import User

AT_ONCE = 100
_COLUMNS = {"category": "treatment__category"}


def drain(*, now: datetime) -> int:
    """Give those of the queue whom somebody on shift can take, whoever is due first; how many that was.

    AT_ONCE in a transaction, for whoever arrives meanwhile waits for it; until nobody is free.
    """
    queue = _to_share_out() if could_share(now) else []
    number, goes_on = 0, True
    while queue and goes_on:
        some, queue = queue[:AT_ONCE], queue[AT_ONCE:]
        given, goes_on = _drain_some(some, now)
        number += given
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


def _to_share_out() -> list[int]:
    """By keys, whoever is due first, without those that a rule leaves to nobody."""
    columns = [_COLUMNS.get(name, name) for name in CONDITIONS]
    rows = _queue().order_by("answer_due_at", "pk").values_list("pk", *columns)
    return [pk for pk, *values in rows if not is_left_to_nobody(dict(zip(CONDITIONS, values, strict=True)))]


@transaction.atomic
def _drain_some(pks: list[int], now: datetime) -> tuple[int, bool]:
    """How many were given, and whether somebody can take more."""
    deciding = Deciding(now=now)
    given = give(_queue().filter(pk__in=pks), deciding, by=None, now=now)
    return len(given), deciding.somebody_is_free
