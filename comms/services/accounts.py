"""The accounts of a clinic: which one a channel goes through, and when one stands still (H:S14)."""

import random
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from comms.models import Account
from comms.providers.base import Standing, Trouble
from comms.services.telling import tell_of_broken, tell_of_spared
from crm.lib.errors import InvalidData, NotAllowed, NotThere
from tenants.audit.services.record import record
from tenants.outbox.services.enqueue import SWEEP
from tenants.services.due import pull_forward
from tenants.staff.models import User

State = Account.State
FIRST, LONGEST = 5.0, 60.0  # seconds that an account rests after its first refusal, and at most
PATIENCE = 2  # faults of the provider in a row before the account rests; "too much" makes it rest at once
NO_BULK = timedelta(hours=24)


def account_for(channel: str) -> Account:
    """The one that a new conversation on this channel goes through. Raises InvalidData when there is none."""
    found = Account.objects.filter(channel=channel).exclude(state=State.OFF).order_by("pk").first()
    if found is None:
        raise InvalidData(_("This channel is not connected yet. The Admin does that under Integrations."))
    return found


def at_rest(now: datetime) -> Q:
    """Accounts through which nothing goes now."""
    return ~Q(state=State.OPEN) | Q(paused_until__gt=now)


def rest(account: Account, trouble: Trouble, *, asked: float | None, now: datetime) -> None:
    """Note a temporary refusal; let the account rest, longer each time, when they say that it is too much or fail
    in a row. Part of the caller's transaction, so that all workers hear of it."""
    Account.objects.filter(pk=account.pk).update(failures=F("failures") + 1)
    account.failures += 1
    beyond = account.failures - (0 if trouble is Trouble.RATE else PATIENCE)
    if beyond < 1 or trouble is Trouble.PAIR:
        return
    seconds = max(asked or 0, min(LONGEST, FIRST * 2 ** min(beyond - 1, 10)) * random.uniform(0.8, 1))  # noqa: S311
    account.paused_until = now + timedelta(seconds=min(seconds, 3600))
    Account.objects.filter(pk=account.pk).update(paused_until=account.paused_until)
    pull_forward(SWEEP, at=account.paused_until)


def recovered(account: Account) -> None:
    """They took something again. What they silenced for a time waits on: that had left before."""
    is_silenced = account.concern == Standing.SILENCED
    if account.failures or (account.paused_until and not is_silenced):
        columns = {} if is_silenced else {"paused_until": None}
        Account.objects.filter(pk=account.pk).update(failures=0, **columns)


def stand_still(account: Account, trouble: Trouble, code: str, *, now: datetime) -> bool:
    """Nothing goes through it until somebody acts: what waits, waits on. True for the first to notice."""
    broke = Account.objects.filter(pk=account.pk, state=State.OPEN)
    columns = {"state": State.BROKEN, "trouble": trouble, "code": code[:40], "broken_at": now}
    if not broke.update(**columns):
        return False
    record("account.broken", account, note=trouble)
    tell_of_broken(account, at=now)
    return True


def spare_from_bulk(account: Account, *, now: datetime) -> None:
    """The provider sees too much unwanted: what goes to many waits a day; answers go on."""
    until = Greatest(F("no_bulk_until"), Value(now + NO_BULK))
    Account.objects.filter(pk=account.pk).update(no_bulk_until=until)
    record("account.no_bulk", account)
    tell_of_spared(account, at=now)


def accounts_seen(user: User) -> QuerySet[Account]:
    """Those that messages go through."""
    return Account.objects.visible_to(user).exclude(kind=Account.PERSONAL)


@transaction.atomic
def switch(pk: int, *, on: bool, by: User, now: datetime) -> Account:
    """Switch it off, or on again after somebody mended it: then what waited goes.

    Raises NotAllowed, NotThere, and InvalidData for a number that another one has taken the place of: the keys are
    the other's, and messages would leave by it.
    """
    if not User.objects.get(pk=by.pk).has_perm("comms.change_account"):
        raise NotAllowed(_("Only an Admin switches accounts."))
    account = Account.objects.select_for_update().exclude(kind=Account.PERSONAL).filter(pk=pk).first()
    if account is None:
        raise NotThere
    others = Account.objects.filter(kind=account.kind).exclude(pk=pk).exclude(state=State.OFF)
    if on and others.exists():
        raise InvalidData(_("Another number or address has taken its place. Change that under Integrations."))
    open_up(account, now=now) if on else _off(account)
    return account


def open_up(account: Account, *, now: datetime) -> None:
    """In use again, with a clean slate. Part of the caller's transaction."""
    account.state, account.code, account.trouble = State.OPEN, "", ""
    account.broken_at = account.paused_until = None
    account.failures = 0
    account.save()
    pull_forward(SWEEP, at=now)


@transaction.atomic
def show_as(pk: int, number: str) -> None:
    """As the provider writes the number that patients see. A repeat changes nothing."""
    account = Account.objects.select_for_update().filter(pk=pk).first()
    if account is not None and number and account.shown != number:
        account.shown = number[:254]
        account.save()


def _off(account: Account) -> None:
    account.state = State.OFF
    account.save()
