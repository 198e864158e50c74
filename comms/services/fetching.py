"""What patients answer by mail lies in the clinic's mailbox: fetched now and then, kept, and read by a worker."""

import time
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from django.db import transaction

from comms.connections import opening
from comms.models import Account, Channel
from comms.providers.base import Refused
from comms.providers.mail.imap import Look, Place
from comms.providers.mail.reading import message_id_of
from comms.services.receiving.events import ACCOUNT, MAIL
from crm.lib.errors import HouseError, ProviderError
from crm.lib.parts import event_id
from tenants.audit.services.record import record
from tenants.inbound.services.keeping import Came, keep
from tenants.services.due import schedule
from tenants.settings.services import credentials

log = structlog.get_logger(__name__)

FETCH = "comms.tasks.fetch_mail"
EVERY, LATER, SELDOM = timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1)
LOOKS = 5  # in one turn: a mailbox with more goes on in the next
BUDGET = 30.0  # seconds after which no other look begins: a slow server keeps no other clinic's mail waiting
REFUSED = "refused"  # in Account.cursor: the code of a mailbox that does not open


def fetch_mail(*, now: datetime) -> int:
    """Keep what came since the last look; how many mails. Says when to look next: soon, later where the mailbox did
    not open, seldom where there is none; and later, before it begins, so that one that ends its worker comes last.

    What is kept and how far it was read are one transaction: a crash loses nothing, a repeat is no second mail.
    """
    account = Account.objects.filter(channel=Channel.MAIL).exclude(state=Account.State.OFF).order_by("pk").first()
    values = _keys() if account else None
    if account is None or values is None:
        schedule(FETCH, at=now + SELDOM)
        return 0
    schedule(FETCH, at=now + LATER)
    try:
        kept = _fetch(account, values, now=now)
    except ProviderError as failed:
        log.warning("comms.mailbox_failed", reason=str(failed))
        _note(account.pk, failed)
        return 0
    schedule(FETCH, at=now + EVERY)
    return kept


def _keys() -> dict[str, str] | None:
    try:
        return credentials.use("imap")
    except HouseError:
        return None


def _fetch(account: Account, values: dict[str, str], *, now: datetime) -> int:
    kept, end = 0, time.monotonic() + BUDGET
    for _ in range(LOOKS):
        place = _place(account.cursor)
        look = opening.mailbox(values).look(place, today=now.date())
        account = _keep(account.pk, place, look, now=now)
        if account is None:
            break  # somebody else looked meanwhile
        kept += len(look.letters)
        if not look.has_more or time.monotonic() > end:
            break
    return kept


@transaction.atomic
def _keep(pk: int, before: Place, look: Look, *, now: datetime) -> Account | None:
    account = Account.objects.select_for_update().get(pk=pk)
    if _place(account.cursor) != before:
        return None
    about = {ACCOUNT: account.external_id}
    keep(
        [Came(MAIL, event_id("mail", message_id_of(one.raw)), one.raw, about) for one in look.letters if one.raw],
        now=now,
    )
    account.cursor = _written(look.place)
    account.save(update_fields=["cursor"])
    return account


@transaction.atomic
def _note(pk: int, failed: ProviderError) -> None:
    """A mailbox that refuses us is said once: whoever entered its password has to act."""
    account = Account.objects.select_for_update().get(pk=pk)
    code = failed.code if isinstance(failed, Refused) else ""
    if code and account.cursor.get(REFUSED) != code:
        account.cursor = {**account.cursor, REFUSED: code}
        account.save(update_fields=["cursor"])
        record("account.mailbox_refused", account, note=code)


def _place(cursor: dict[str, Any]) -> Place:
    day = cursor.get("day")
    return Place(cursor.get("validity", 0), cursor.get("uid", 0), date.fromisoformat(day) if day else None)


def _written(place: Place) -> dict[str, Any]:
    day = {"day": place.day.isoformat()} if place.day else {}
    return {"validity": place.validity, "uid": place.uid, **day}
