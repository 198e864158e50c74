"""A file of conversions: what is in it is marked in the same transaction, so nothing is told twice (H:E6)."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from attribution.conversions.models import ConversionRules, Export, ExportedConversion, Retraction
from attribution.conversions.models.export import Layout
from attribution.conversions.permissions import EXPORT
from attribution.conversions.services.choosing import MOST, Chosen, Wish, chosen
from attribution.conversions.services.limits import check_limits
from attribution.conversions.services.lines import Line, bytes_of
from attribution.conversions.services.neutral import conversion_rules, wrong_names
from attribution.conversions.services.noting import find_clicks, find_missed
from attribution.conversions.services.owing import lines_of, owed_to
from crm.lib.errors import InvalidData, NotAllowed, NotThere
from tenants.audit.services.record import record
from tenants.notices.services.notify import notify
from tenants.services.locks import lock_names
from tenants.settings.services.clinic import clinic_settings
from tenants.staff.models import User

LARGE = "conversions_exported"
LOCK = "conversions.exports"  # two files at once are made one after the other


class File:
    """The bytes, and of which export; None for a file without a line, which nobody has to find again."""

    def __init__(self, data: bytes, layout: str, export: Export | None):
        self.data, self.layout, self.export = data, layout, export


@transaction.atomic
def make_export(wish: Wish, *, by: User | None, way: str, now: datetime) -> File:
    """Write a file and mark what is in it; `by` None is the clinic's own address, fetched by a machine.

    Asked for twice at once, or again, a conversion is in the first file alone. Raises NotAllowed, InvalidData where
    a name in the rules names a treatment by now, TooMany for whoever makes too many.
    """
    if by is not None:
        by = User.objects.select_for_update(no_key=True).get(pk=by.pk)
        if not by.is_active or not by.has_perm(EXPORT):
            raise NotAllowed(_("Your role makes no files of conversions."))
    lock_names([LOCK])
    rules, zone = conversion_rules(), clinic_settings().time_zone
    _check_names(rules)
    find_missed(now=now)
    find_clicks(now=now)
    found = chosen(wish, rules, by=by, zone=zone, now=now)
    owed = list(owed_to(by)[:MOST]) if wish.layout == Layout.ADJUSTMENTS else []
    lines = [*(one.line for one in found), *lines_of(owed, now)]
    names = {line.name for line in lines}
    data = bytes_of(wish.layout, lines, zone=zone, names=names, orders=rules.with_orders)
    if not lines:
        return File(data, wish.layout, None)
    if by is not None:
        check_limits(len(lines), by=by, now=now)
    export = Export.objects.create(
        by=by,
        way=way,
        layout=wish.layout,
        time_zone=zone,
        since=wish.since,
        until=wish.until,
        has_orders=rules.with_orders,
        rows_written=len(lines),
        made_at=now,
    )
    ExportedConversion.objects.bulk_create(_kept(export, number, one) for number, one in enumerate(found, 1))
    _say(owed, export, after=len(found), now=now)
    days = f"{wish.since or ''}..{wish.until or ''}" if wish.since or wish.until else ""
    told = {"count": (None, len(lines)), "kind": (None, wish.layout)}
    record("conversions.exported", changes=told, note=days)
    _tell(export)
    return File(data, wish.layout, export)


def made_before(export: uuid.UUID, *, by: User) -> File:
    """A file once more, byte for byte, but for people who were deleted for good. Raises NotThere."""
    found = Export.objects.visible_to(by).filter(pk=export).first()
    if found is None:
        raise NotThere
    record("conversions.fetched", note=str(found.pk))
    return again(found)


def again(export: Export) -> File:
    """From the lines as they were written."""
    taken_back = export.retractions.order_by("line") if export.layout == Layout.ADJUSTMENTS else ()
    lines = [*(_line(one) for one in export.lines.order_by("line")), *lines_of(taken_back, export.made_at)]
    names = {one.name for one in lines}
    data = bytes_of(export.layout, lines, zone=export.time_zone, names=names, orders=export.has_orders)
    return File(data, export.layout, export)


def _check_names(rules: ConversionRules) -> None:
    """The price list may have changed since the names were chosen."""
    wrong = wrong_names(rules)
    if wrong:
        said = _("A name in the settings of conversions names a treatment. Choose another one first.")
        raise InvalidData(said, fields=wrong)


def _tell(export: Export) -> None:
    """The clinic's Admins hear of a large file, whoever made it (H:E3); not of what a machine fetches each day."""
    if export.by is not None and export.rows_written >= settings.EXPORT_TOLD_FROM:
        about = {"who": str(export.by), "number": str(export.rows_written)}
        notify(User.objects.admins(), LARGE, about=about, link="/admin/conversions/", key=str(export.pk))


def _say(owed: Sequence[Retraction], export: Export, *, after: int, now: datetime) -> None:
    for line, row in enumerate(owed, after + 1):
        row.export, row.line, row.at = export, line, now
    Retraction.objects.bulk_update(owed, ["export", "line", "at"])


def _kept(export: Export, number: int, one: Chosen) -> ExportedConversion:
    line = one.line
    return ExportedConversion(
        export=export,
        event_id=one.event,
        line=number,
        what=line.what,
        is_again=one.is_again,
        kind=one.kind,
        conversion_name=line.name,
        at=line.at,
        value=line.value,
        currency=line.currency,
        order_id=line.order_id,
        click_kind=line.click_kind,
        click_id=line.click_id,
        mail_hash=line.mail_hash,
        phone_hash=line.phone_hash,
    )


def _line(row: ExportedConversion) -> Line:
    return Line(
        name=row.conversion_name,
        at=row.at,
        order_id=row.order_id,
        value=row.value,
        currency=row.currency,
        what=row.what,
        click_kind=row.click_kind,
        click_id=row.click_id,
        mail_hash=row.mail_hash,
        phone_hash=row.phone_hash,
    )
