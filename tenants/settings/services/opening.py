"""Opening hours, holidays and pauses: what a clinic says about when it answers."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from crm.lib.errors import InvalidData, NotThere
from tenants.audit.services.record import record
from tenants.services.locks import lock_names
from tenants.settings.models import Closure, Holiday, OpeningHours
from tenants.settings.services.calendar import forget_clinic_calendars
from tenants.settings.services.clinic import clinic_settings
from tenants.settings.services.holidays import public_holidays
from tenants.staff.services.weekly import Stretch, check_stretches, in_words

LONGEST_PAUSE = timedelta(days=366)


def opening_hours() -> list[Stretch]:
    return list(OpeningHours.objects.values_list("weekday", "starts", "ends"))


@transaction.atomic
def open_at(stretches: Iterable[Stretch]) -> None:
    """These and no others; saying the same again changes nothing. Raises InvalidData for two that overlap."""
    lock_names(["opening"])
    before, after = opening_hours(), check_stretches(stretches)
    if before == after:
        return
    OpeningHours.objects.all().delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(weekday=day, starts=starts, ends=ends) for day, starts, ends in after
    )
    with override("en"):  # the trail is read in every language
        record("opening.changed", changes={"hours": (in_words(before), in_words(after))})
    transaction.on_commit(forget_clinic_calendars)


@transaction.atomic
def close_on(day: date, name: str) -> Holiday:
    """A holiday. Raises InvalidData for a day that is one already."""
    lock_names(["opening"])
    if Holiday.objects.filter(day=day).exists():
        said = _("This day is on the list already.")
        raise InvalidData(said, fields={"day": [said]})
    transaction.on_commit(forget_clinic_calendars)
    return Holiday.objects.create(day=day, name=name)


@transaction.atomic
def fill_holidays(year: int) -> int:
    """Add the public holidays of the clinic's country that are not on the list; how many there were."""
    lock_names(["opening"])
    known = set(Holiday.objects.filter(day__year=year).values_list("day", flat=True))
    fresh = [(day, name) for day, name in public_holidays(clinic_settings().country, year) if day not in known]
    for day, name in fresh:
        Holiday.objects.create(day=day, name=name)
    transaction.on_commit(forget_clinic_calendars)
    return len(fresh)


@transaction.atomic
def pause(starts_at: datetime, ends_at: datetime, why: str) -> Closure:
    """Nobody answers from then until then, both aware. Raises InvalidData for what is no pause of up to a year."""
    if not starts_at < ends_at <= starts_at + LONGEST_PAUSE:
        said = _("A pause ends after it starts, and within a year.")
        raise InvalidData(said, fields={"ends_at": [said]})
    transaction.on_commit(forget_clinic_calendars)
    return Closure.objects.create(starts_at=starts_at, ends_at=ends_at, why=why)


@transaction.atomic
def take_off(model: type[Holiday] | type[Closure], pk: int) -> None:
    """A holiday or a pause, off the list. Raises NotThere."""
    row = model.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise NotThere
    row.delete()
    transaction.on_commit(forget_clinic_calendars)
