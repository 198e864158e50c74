"""The ledger and the platforms as somebody sees them: counted in one question, a page from a key on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from django.db.models import Count, Exists, OuterRef, Q

from attribution.conversions.models import ConversionEvent, Destination, Upload
from attribution.conversions.querysets import LOOKBACK
from attribution.conversions.querysets_of_uploads import UploadQuerySet
from attribution.conversions.services.telling import why
from attribution.conversions.services.telling.judging import META_DAYS
from tenants.staff.models import User

PAGE = 50
SOON = {Destination.Kind.META: timedelta(days=2), Destination.Kind.GOOGLE: timedelta(days=14)}
BACK = "take_back"


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to; an odd value is left out."""

    state: str = ""
    platform: str = ""
    before: int | None = None

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Self:
        state, platform, before = (query.get(name, "") for name in ("state", "platform", "before"))
        number = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
        known = (*Upload.State.values, BACK)
        kinds = Destination.Kind.values
        return cls(state if state in known else "", platform if platform in kinds else "", number)


@dataclass(frozen=True)
class Standing:
    """How many lines of a platform there are by state; how many are lost soon because their time ends, and how many
    were."""

    row: Destination | None
    kind: str
    numbers: Mapping[str, int]
    ends_soon: int
    too_late: int


def page_of(user: User, asked: Asked) -> tuple[Sequence[Upload], int | None]:
    """The newest first, and the key from which the next page goes on; None at the end."""
    rows = _narrowed(user, asked)
    if asked.state == BACK:
        rows = rows.to_take_back()
    elif asked.state:
        rows = rows.filter(state=asked.state)
    if asked.before:
        rows = rows.filter(pk__lt=asked.before)
    found = list(rows.select_related("lead", "destination", "content").order_by("-pk")[: PAGE + 1])
    return found[:PAGE], (found[PAGE - 1].pk if len(found) > PAGE else None)


def numbers_of(user: User, asked: Asked) -> dict[str, int]:
    """By state, and of those to take back. Two statements."""
    rows = _narrowed(user, asked)
    counted = rows.order_by().values_list("state").annotate(number=Count("pk"))
    return {**dict.fromkeys(Upload.State.values, 0), **dict(counted), BACK: rows.to_take_back().count()}


def _narrowed(user: User, asked: Asked) -> UploadQuerySet:
    rows = Upload.objects.visible_to(user)
    return rows.filter(destination__kind=asked.platform) if asked.platform else rows


def standings(*, now: datetime) -> list[Standing]:
    """Each kind of platform, connected or not."""
    rows = {row.kind: row for row in Destination.objects.select_related("previewed_by")}
    counted: dict[int, dict[str, int]] = {}
    for pk, state, number in Upload.objects.order_by().values_list("destination", "state").annotate(n=Count("pk")):
        counted.setdefault(pk, {})[state] = number
    late = Upload.objects.filter(state=Upload.State.SKIPPED, code=why.TOO_OLD).order_by()
    too_late = dict(late.values_list("destination__kind").annotate(n=Count("pk")))
    found = []
    for kind in Destination.Kind.values:
        row = rows.get(kind)
        numbers = counted.get(row.pk, {}) if row else {}
        ends = _ends_soon(row, now) if row else 0
        found.append(Standing(row, kind, numbers, ends, too_late.get(kind, 0)))
    return found


def _ends_soon(row: Destination, now: datetime) -> int:
    """Meta takes a step for seven days, Google a click for ninety."""
    soon = SOON[Destination.Kind(row.kind)]
    if row.kind == Destination.Kind.META:
        ends = now - META_DAYS
        return Upload.objects.filter(destination=row, happened_at__range=(ends, ends + soon)).open().count()
    told = Upload.objects.told().filter(
        destination=row, lead=OuterRef("lead"), enquiry=OuterRef("enquiry"), step=OuterRef("kind")
    )
    ends = now - LOOKBACK
    clicked = Q(clicked_at__range=(ends, ends + soon))
    return ConversionEvent.objects.untold().filter(clicked, ~Exists(told)).count()
