"""A file of costs between the look at it and its writing."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from attribution.models import Spend
from attribution.services.spending.keeping import LOCK, Cost, write
from attribution.services.spending.placing import called_by, make_places, places_of
from attribution.services.spending.reading import Asked, Read, read_spend
from crm.lib.errors import InvalidData
from leads.services.list_uploads import drop_upload, own_upload, sheet_of
from tenants.services.locks import lock_names
from tenants.settings.models.clinic_settings import Currency
from tenants.staff.models import User
from tenants.undo.models import Operation

SPEND = "spend"  # the list that the file is for
MOST_LINES = 20_000


@dataclass(frozen=True)
class OfCampaign:
    name: str
    is_new: bool
    amounts: Mapping[str, int]  # by currency
    days: int


@dataclass(frozen=True)
class Look:
    """What a file would do. `replaced` days have another amount of the same source now, `same` ones this; for
    `typed` ones somebody typed an amount too, and both count."""

    read: Read
    campaigns: Sequence[OfCampaign]
    first: date | None
    last: date | None
    new: int
    replaced: int
    same: int
    typed: int


def read_upload(upload_id: uuid.UUID, asked: Asked, *, by: User, now: datetime) -> tuple[str, Read]:
    """The file's name and what stands in it. Raises NotThere, what `read_file` does, and InvalidData for a file of
    neither platform or of too many lines."""
    upload = own_upload(upload_id, SPEND, by=by, now=now)
    sheet = sheet_of(upload, most=MOST_LINES)
    read = read_spend(sheet.header, ((line.number, line.cells) for line in sheet.rows()), asked)
    if not read.platform:
        raise InvalidData(
            _("This is no file of Meta Ads Manager or Google Ads that we know. Export it with campaign and cost.")
        )
    return upload.name, read


def look_at(read: Read) -> Look:
    places = places_of(read.platform, read.spent)
    days = [one.day for one in read.spent]
    by_name: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    days_of: dict[str, set[date]] = defaultdict(set)
    for one in read.spent:
        by_name[one.campaign][one.currency] += one.amount
        days_of[one.campaign].add(one.day)
    new = set(places.new)
    campaigns = [
        OfCampaign(name, name in new, dict(amounts), len(days_of[name]))
        for name, amounts in sorted(by_name.items())
    ]
    counts = _compared(read, {called: pk for called, pk in places.known.items() if pk})
    return Look(read, campaigns, min(days, default=None), max(days, default=None), **counts)


@transaction.atomic
def bring(upload_id: uuid.UUID, asked: Asked, *, by: User, now: datetime) -> Operation | None:
    """Write what the file says, and forget the file. Lines that are refused stay out; None when nothing changed."""
    name, read = read_upload(upload_id, asked, by=by, now=now)
    lock_names([LOCK])
    at = make_places(places_of(read.platform, read.spent))
    costs = [Cost(at[called_by(read.platform, one)], one.day, one.amount, one.currency) for one in read.spent]
    done = write(_each_once(costs), read.platform, by=by, about={"file": name}, now=now)
    drop_upload(own_upload(upload_id, SPEND, by=by, now=now))
    return done


def known_currencies() -> frozenset[str]:
    return frozenset(Currency.values)


def _each_once(costs: Sequence[Cost]) -> list[Cost]:
    """Two names of one campaign are added up."""
    summed: dict[tuple[int, date], Cost] = {}
    for one in costs:
        held = summed.get((one.campaign, one.day))
        if held and held.currency != one.currency:
            raise InvalidData(_("One campaign has two currencies on one day. Bring a file for each account."))
        summed[one.campaign, one.day] = Cost(
            one.campaign, one.day, one.amount + (held.amount if held else 0), one.currency
        )
    return list(summed.values())


def _compared(read: Read, at: Mapping[tuple[str, str], int]) -> dict[str, int]:
    days = [one.day for one in read.spent]
    counts = dict.fromkeys(("new", "replaced", "same", "typed"), 0)
    if not days:
        return counts
    rows = Spend.objects.filter(day__range=(min(days), max(days)), campaign__in=set(at.values()))
    held = {(row.campaign_id, row.day, row.source): (row.amount, row.currency) for row in rows}
    for one in read.spent:
        pk = at.get(called_by(read.platform, one), 0)
        was = held.get((pk, one.day, read.platform))
        name = "new" if was is None else "same" if was == (one.amount, one.currency) else "replaced"
        counts[name] += 1
        counts["typed"] += (pk, one.day, Spend.Source.MANUAL) in held
    return counts
