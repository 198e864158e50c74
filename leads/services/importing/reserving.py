"""What a list takes of the clinic's leads a month: set aside before it is loaded, given back when it ends (H:I12).

The account is the row of the list itself, so that a list which a crash interrupted finds what it had set aside.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, QuerySet, Sum
from django.db.models.functions import Greatest
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from leads.models import ImportedLead, ImportRow, Lead, LeadImport
from tenants.limits.models import Allowance
from tenants.limits.services.allowances import allowance
from tenants.limits.services.months import Month, month_at, month_from
from tenants.services.locks import lock_names
from tenants.settings.services.clinic import clinic_settings

LOCK = "leads.import_allowance"  # who sets leads aside does so after whoever did before
PAGE = "F Y"


@dataclass(frozen=True)
class Room:
    """What a list finds in its month: `most` leads at all, None without limit, of which some are `taken`."""

    month: Month
    most: int | None
    taken: int

    def holds(self, number: int) -> bool:
        """None at all always fit: a list that fills leads takes no room where others took too much."""
        return not number or self.most is None or self.taken + number <= self.most


def reserve(brought: LeadImport, *, now: datetime) -> None:
    """Set aside what is still to be loaded; doing it again sets nothing aside twice.

    The caller holds `brought` and saves it. Raises InvalidData, with the numbers, for more than there is.
    """
    new = _new_to_come(brought)
    _demand_room(brought, new, now=now)
    brought.reserved = brought.made + new


def count_made(brought: LeadImport, number: int, *, now: datetime) -> None:
    """So many leads more are there. Part of the transaction that wrote them, in which the caller holds `brought`
    and saves it; for more than were set aside, because a lead that was to be filled is gone, there has to be room,
    too. Raises as `reserve`."""
    if number > max(0, brought.reserved - brought.made):
        _demand_room(brought, number, now=now)
    brought.made += number


def give_back(lists: QuerySet[LeadImport]) -> None:
    """What these did not use, at which nobody works any more."""
    lists.filter(reserved__gt=0).update(reserved=0)


def taken_back(brought: int, number: int) -> None:
    """So many of the leads that this list made are gone again."""
    LeadImport.objects.filter(pk=brought).update(made=Greatest(F("made") - number, 0))


def too_many(brought: LeadImport, *, now: datetime) -> str:
    """What `reserve` would refuse it with at this moment, empty for what fits; nothing is set aside."""
    new, room = _new_to_come(brought), _room(brought, now)
    return "" if room.holds(new) else _sentence(new, room)


def _demand_room(brought: LeadImport, number: int, *, now: datetime) -> None:
    """For so many more; from here on nobody else is given any until the transaction ends."""
    lock_names([LOCK])
    room = _room(brought, now)
    if not room.holds(number):
        raise InvalidData(_sentence(number, room))
    brought.counts_in = room.month.first


def _room(brought: LeadImport, now: datetime) -> Room:
    """A list counts in the month in which it began to be loaded, all of it."""
    zone = ZoneInfo(clinic_settings().time_zone)
    month = month_from(brought.counts_in, zone) if brought.counts_in and brought.made else month_at(now, zone)
    most = allowance(Allowance.Kind.LEADS_A_MONTH)
    return Room(month, most, 0 if most is None else _taken(brought, month))


def _taken(brought: LeadImport, month: Month) -> int:
    """By the other lists, with what they set aside; by what this one made; and by leads that came by themselves or
    by hand, which are counted and never refused (HOUSE, decision 8)."""
    lists = LeadImport.objects.filter(counts_in=month.first).exclude(pk=brought.pk)
    others = lists.aggregate(number=Sum(Greatest("made", "reserved")))["number"] or 0
    listed = ImportedLead.objects.filter(lead=OuterRef("pk"), is_new=True)
    leads = Lead.objects.filter(created_at__gte=month.start, created_at__lt=month.end, is_test=False)
    return others + brought.made + leads.exclude(Exists(listed)).count()


def _new_to_come(brought: LeadImport) -> int:
    return ImportRow.objects.filter(brought=brought, number__gt=brought.loaded_to, fate=ImportRow.Fate.NEW).count()


def _sentence(number: int, room: Room) -> str:
    told = {"new": number, "most": room.most, "left": max(0, (room.most or 0) - room.taken)}
    return _(
        "New leads in this list: %(new)d. Your clinic may have %(most)d in %(month)s, of which %(left)d are left. "
        "Bring fewer, or ask for a larger allowance."
    ) % (told | {"month": date_format(room.month.first, PAGE)})
