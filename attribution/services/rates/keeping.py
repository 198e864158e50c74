"""Writing rates: typed one by one, or a file of them. What was counted with another rate is counted again."""

import uuid
from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from attribution.models import Rate
from attribution.services.rates.converting import Quote
from attribution.services.rates.reading import PLACES, RatesRead, read_rates
from attribution.services.rollup.days import mark_amounts_in
from crm.lib.errors import InvalidData
from leads.services.list_uploads import drop_upload, own_upload, sheet_of
from tenants.audit.services.record import record, record_many
from tenants.services.locks import lock_names
from tenants.settings.models.clinic_settings import Currency
from tenants.settings.services.clinic import clinic_settings
from tenants.staff.models import User

RATE = "rate"  # the list that the file is for
MOST_LINES = 20_000


def write_rate(day: date, currency: str, rate: Decimal, *, by: User, now: datetime) -> int:
    """Raises InvalidData by field."""
    wrong = {}
    if currency not in Currency.values or currency == clinic_settings().currency:
        wrong["currency"] = [_("Choose another currency than the clinic's own.")]
    if not 0 < rate < 10**8 or rate != round(rate, PLACES):
        wrong["rate"] = [_("A rate is above nought and has eight decimals at most.")]
    if wrong:
        raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)
    return write_rates([Quote(currency, day, rate)], by=by, now=now)


@transaction.atomic
def write_rates(quotes: Collection[Quote], *, by: User, now: datetime) -> int:
    """Each instead of what its day said before; how many are other than they were. A repeat changes nothing."""
    lock_names(["rates"])
    own = clinic_settings().currency
    wanted = {(one.currency, one.day): one.rate for one in quotes}
    if not wanted:
        return 0
    there = Rate.objects.filter(own=own, day__range=(min(d for _c, d in wanted), max(d for _c, d in wanted)))
    held = {(row.currency, row.day): row.rate for row in there}
    changed = {key: rate for key, rate in wanted.items() if held.get(key) != rate}
    rows = [
        Rate(own=own, currency=currency, day=day, rate=rate, by=by, updated_at=now)
        for (currency, day), rate in sorted(changed.items())
    ]
    made = Rate.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["own", "currency", "day"],
        update_fields=["rate", "by", "updated_at"],
        batch_size=2000,
    )
    lines = [(row.pk, str(row), {"rate": (held.get((row.currency, row.day)), row.rate)}) for row in made]
    record_many("rate.written", Rate, lines)
    _count_again(changed, now)
    return len(changed)


@transaction.atomic
def remove_rate(row: Rate, *, now: datetime) -> None:
    """Done again it finds nothing."""
    record("rate.removed", row, changes={"rate": (row.rate, None)})
    Rate.objects.filter(pk=row.pk).delete()
    _count_again([(row.currency, row.day)], now)


def read_rates_of(upload_id: uuid.UUID, *, by: User, now: datetime) -> tuple[str, RatesRead]:
    """The file's name and what stands in it. Raises NotThere, what `read_file` does, and InvalidData for a file
    without the columns."""
    upload = own_upload(upload_id, RATE, by=by, now=now)
    sheet = sheet_of(upload, most=MOST_LINES)
    rows = ((line.number, line.cells) for line in sheet.rows())
    read = read_rates(sheet.header, rows, own=clinic_settings().currency, known=Currency.values)
    if not read.is_known:
        raise InvalidData(_("A file of rates has three columns: day, currency and rate."))
    return upload.name, read


@transaction.atomic
def bring_rates(upload_id: uuid.UUID, *, by: User, now: datetime) -> int:
    """Write what the file says, and forget the file; how many rates are new or other than they were."""
    _name, read = read_rates_of(upload_id, by=by, now=now)
    changed = write_rates(read.quotes, by=by, now=now)
    drop_upload(own_upload(upload_id, RATE, by=by, now=now))
    return changed


def _count_again(keys: Collection[tuple[str, date]], now: datetime) -> None:
    first: dict[str, date] = {}
    for currency, day in keys:
        first[currency] = min(day, first.get(currency, day))
    for currency, day in first.items():
        mark_amounts_in(currency, day, now=now)
