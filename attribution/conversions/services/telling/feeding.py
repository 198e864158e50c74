"""What Beat has done for each platform that is on: look for what is new, send what waits, ask what became of it."""

from datetime import datetime, timedelta

from django.db.models import Min

from attribution.conversions.models import Destination, Upload
from attribution.conversions.services.telling.batching import next_batch
from attribution.conversions.services.telling.collecting import PIECE, collect
from attribution.conversions.services.telling.opening import google
from attribution.conversions.services.telling.standing import FEED
from attribution.providers.answers import Refused
from attribution.providers.google.datamanager import Progress
from crm.lib.errors import HouseError, ProviderError
from tenants.services.due import schedule
from tenants.settings.services.credentials import use

EVERY, ASLEEP = timedelta(minutes=5), timedelta(days=1)
SETTLED = timedelta(minutes=30)  # Google takes its time with a request
GIVEN_UP = timedelta(days=3)  # they forget a request
MOST_ASKED = 5  # requests in one turn
Checked = Upload.Checked
CHECKED = {
    Progress.SUCCESS: Checked.TAKEN,
    Progress.PARTIAL: Checked.DOUBTED,
    Progress.FAILED: Checked.REFUSED,
}


def feed(*, now: datetime) -> int:
    """How many lines were put into batches. Where no platform is on, nobody looks again for a day: turning one on
    pulls that forward."""
    moving = 0
    on = list(Destination.objects.filter(is_on=True, state=Destination.State.WORKS))
    more = False
    for one in on:
        more |= collect(one, now=now) == PIECE
        moving += next_batch(one.pk, now=now)
        if one.kind == Destination.Kind.GOOGLE:
            ask_what_became(one, now=now)
    schedule(FEED, at=now + (timedelta(minutes=1) if more else EVERY if on else ASLEEP))
    return moving


def ask_what_became(destination: Destination, *, now: datetime) -> int:
    """Of requests that Google has taken a while ago, the oldest first; how many it has spoken of. Outside every
    transaction. Asking changes nothing there, and who gets no answer asks in the next turn."""
    open_ones = Upload.objects.filter(destination=destination, state="sent", checked=Checked.OPEN)
    old = open_ones.filter(sent_at__lte=now - SETTLED, sent_at__gt=now - GIVEN_UP)
    by_request = old.order_by().values("receipt").annotate(first=Min("sent_at")).order_by("first")
    requests = list(by_request.values_list("receipt", flat=True)[:MOST_ASKED])
    told = 0
    for request in requests:
        try:
            standing = google(use(destination.kind)).standing(request)
        except Refused as no:
            if no.trouble.is_of_destination or no.trouble.is_temporary:
                break
            continue
        except (ProviderError, HouseError, ValueError):
            break
        if standing.progress in CHECKED:
            reasons = ",".join(reason for reason, _count in standing.reasons)
            open_ones.filter(receipt=request).update(checked=CHECKED[standing.progress], code=reasons[:60])
            told += 1
    return told
