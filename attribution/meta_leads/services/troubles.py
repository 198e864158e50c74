"""What a connection's trouble leads to: it rests or breaks, and its Admins hear of it once (F:I14)."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from attribution.meta_leads.models import Connection, InstantLead, Trouble
from attribution.meta_leads.services.knowing import fetch_soon
from attribution.meta_leads.services.pacing import app_rest_after, rest_after
from attribution.meta_leads.services.resting import rest_app
from attribution.meta_leads.services.standing import State, after_refusal
from attribution.providers.meta_leads.base import MetaRefused, Pace
from attribution.providers.meta_leads.base import Trouble as Why
from tenants.notices.services.notify import notify
from tenants.staff.models import User

BROKEN, ENDING = "meta_connection_broken", "meta_connection_ending"
CONNECTIONS = "/admin/meta-leads/"
KEPT = timedelta(days=90)
SAME_WITHIN = timedelta(hours=1)
WARNED_BEFORE = timedelta(days=7)
_WELL = {"state": "ok", "is_red": False, "failures": 0, "trouble": "", "told_at": None, "rests_until": None}


@transaction.atomic
def failed(pk: int, refused: MetaRefused, *, now: datetime) -> None:
    """Meta said no to something that was asked for this connection."""
    page = Connection.objects.select_for_update().filter(pk=pk).first()
    if page is None:
        return
    _write_down(page, refused, now=now)
    standing = after_refusal(
        refused, failures=page.failures, was_told=page.told_at is not None, chance=secrets.randbelow(100) / 100
    )
    page.failures, page.trouble = min(standing.failures, 10_000), refused.trouble.value
    page.is_red = page.is_red or standing.is_red
    if standing.state is not State.OK:
        page.state = standing.state.value
    if standing.rest:
        page.rests_until = now + standing.rest
    if standing.tells:
        page.told_at = now
        _tell(page, BROKEN, key=f"{page.pk}:{now:%Y-%m-%dT%H:%M:%S}")
    page.save()
    if standing.is_of_whole_app and page.rests_until:
        rest_app(page, until=page.rests_until)


def _write_down(page: Connection, refused: MetaRefused, *, now: datetime) -> None:
    """One lead's or form's no, told again and again, is one line an hour."""
    code = f"{refused.code} {refused.subcode}".strip()[:40]
    told = {"connection": page, "kind": refused.trouble.value, "code": code}
    if refused.trouble is Why.MISSING and Trouble.objects.filter(**told, at__gt=now - SAME_WITHIN).exists():
        return
    Trouble.objects.create(**told, at=now)


@transaction.atomic
def well(pk: int, pace: Pace, *, now: datetime) -> None:
    """A look went well: whatever was is over, and what waited for it is fetched. Meta's own counting may ask for a
    rest all the same."""
    page = Connection.objects.select_for_update().filter(pk=pk).first()
    if page is None:
        return
    rest, of_app = rest_after(pace), app_rest_after(pace)
    if of_app:
        rest_app(page, until=now + of_app)
    rests = {"state": "resting", "rests_until": now + rest} if rest else {}
    Connection.objects.filter(pk=pk).update(**_WELL | rests, last_fetch_at=now)
    if page.state == Connection.State.BROKEN:
        fetch_waiting(page, now=now)


def fetch_waiting(page: Connection, *, now: datetime) -> None:
    """Those that waited until somebody mended it. Part of the caller's transaction."""
    waiting = InstantLead.objects.filter(connection=page, state=InstantLead.State.WAITING)
    fetch_soon(list(waiting.values_list("leadgen_id", flat=True)), now=now, anew=True)


@transaction.atomic
def warn_of_ends(*, now: datetime) -> int:
    """Tokens that end within a week: Admins hear of each once."""
    soon = now + WARNED_BEFORE
    ending = Connection.objects.exclude(state="broken").filter(warned_at=None)
    rows = [page for page in ending.select_for_update() if (end := end_of(page)) and end <= soon]
    for page in rows:
        _tell(page, ENDING, key=f"{page.pk}:{end_of(page):%Y-%m-%d}", day=f"{end_of(page):%Y-%m-%d}")
    Connection.objects.filter(pk__in=[page.pk for page in rows]).update(warned_at=now)
    return len(rows)


def end_of(page: Connection) -> datetime | None:
    """When the token stops working, or stops showing leads: whichever comes first."""
    return min((at for at in (page.expires_at, page.data_expires_at) if at), default=None)


def _tell(page: Connection, kind: str, *, key: str, day: str = "") -> None:
    notify(User.objects.admins(), kind, about={"page": page.name, "day": day}, link=CONNECTIONS, key=key)
