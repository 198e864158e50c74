"""What came of the ads of a demo clinic: conversions in every state, and a file that told of some (F:I25)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from attribution.conversions.models import ConversionEvent, Export
from attribution.conversions.models.export import Layout
from attribution.conversions.services.choosing import Wish
from attribution.conversions.services.exporting import make_export
from attribution.conversions.services.noting import find_missed
from leads.models import Consent, Purpose
from tenants.audit.origin import as_if
from tenants.staff import roles
from tenants.staff.models import User

AGREED = 0.7  # of those who came of an ad
TOLD_UNTIL = timedelta(days=30)  # before the end of its history: what came since waits for the next file


@transaction.atomic
def fill_conversions(slug: str, now: datetime) -> None:
    """All of it, or nothing; done again it changes nothing."""
    by = an_admin()
    if by is None or ConversionEvent.objects.exists():
        return
    while find_missed(now=now, since=None):
        pass
    came = ConversionEvent.objects.exclude(click_id="").order_by("lead", "enquiry", "pk").distinct("lead")
    agree(came.values_list("lead", "clicked_at"), drawn_from=f"{slug} conversions")
    at = now - TOLD_UNTIL
    with as_if(at, who=by):
        make_export(Wish(Layout.GCLID, until=at.date()), by=by, way=Export.Way.PAGE, now=at)


def an_admin() -> User | None:
    """Who decides in this clinic."""
    return User.objects.filter(is_active=True, groups__name=roles.ADMIN).order_by("pk").first()


def agree(came: Iterable[tuple[int, datetime]], *, drawn_from: str) -> None:
    """Most of these (lead, moment) said on the form that ad platforms may be told; nobody says it twice."""
    draw = Random(drawn_from)  # noqa: S311  repeatable on purpose
    said = set(Consent.objects.filter(purpose=Purpose.ADS).values_list("lead", flat=True))
    Consent.objects.bulk_create(
        Consent(lead_id=lead, purpose=Purpose.ADS, is_given=True, at=at, source="form")
        for lead, at in came
        if draw.random() < AGREED and lead not in said
    )
