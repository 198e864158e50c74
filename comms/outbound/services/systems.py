"""Own systems of a clinic: added, changed, switched, asked to answer a test, removed. The Admin's alone (F:T8)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from comms.outbound.catalogue import EVENTS, PING
from comms.outbound.models import Connector
from comms.outbound.permissions import CONNECT
from comms.outbound.services.asking import Wanted, ask_for
from comms.outbound.services.hearing import forget_listeners
from comms.outbound.services.secrets import give_secret
from comms.outbound.services.standing import open_up
from comms.providers.own_system.outside import Inside, NoAddress, NotFound, look_up
from crm.lib.errors import Conflict, InvalidData, NotAllowed, NotThere
from tenants.outbox.services.enqueue import SWEEP
from tenants.services.due import pull_forward
from tenants.settings.providers.addresses import public_address
from tenants.staff.models import User

State = Connector.State
MOST = 20  # own systems of a clinic


def add(*, name: str, address: str, events: Collection[str], by: User, now: datetime) -> tuple[Connector, str]:
    """The system and its secret, which is never shown again. Raises NotAllowed and InvalidData by field."""
    _check_right(by)
    check_address(address)  # asks a name server: outside the transaction
    row = Connector(kind=Connector.Kind.OWN, address=address, created_at=now)
    with transaction.atomic():
        if Connector.objects.filter(kind=Connector.Kind.OWN).exclude(state=State.REMOVED).count() >= MOST:
            raise InvalidData(_("There are %(number)s already. Remove one first.") % {"number": MOST})
        text = give_secret(row)
        _write(row, name, events)
    return row, text


@transaction.atomic
def change(pk: int, *, name: str, events: Collection[str], by: User) -> Connector:
    """Its name and what it is told. The address stays: what signs for one is for no other."""
    row = _held(pk, by, own=True)
    _write(row, name, events)
    return row


@transaction.atomic
def renew_secret(pk: int, *, by: User) -> tuple[Connector, str]:
    """Another secret signs from here on; the old one signs nothing more."""
    row = _held(pk, by, own=True)
    text = give_secret(row)
    row.save()
    return row, text


@transaction.atomic
def switch(pk: int, *, on: bool, by: User, now: datetime) -> Connector:
    """Off: it hears of nothing more, and what waits, waits on. On again: that leaves, and the slate is clean."""
    row = _held(pk, by)
    if on:
        open_up(row, now=now)
    else:
        row.state = State.OFF
        row.save()
        forget_listeners()
    return row


@transaction.atomic
def remove(pk: int, *, by: User, now: datetime) -> None:
    """For good: its secret is forgotten, what waits is not told. What it was told stays in the log."""
    row = _held(pk, by, own=True)
    row.state, row.sealed = State.REMOVED, b""
    row.save()
    forget_listeners()
    pull_forward(SWEEP, at=now)


@transaction.atomic
def ping(pk: int, *, by: User, now: datetime) -> UUID:
    """Have it told of nothing, signed as everything is; the reference of the delivery. Raises Conflict when it is
    not in use."""
    row = _held(pk, by, own=True)
    if row.state != State.OPEN:
        raise Conflict(_("It is not in use. Switch it on first."))
    wanted = Wanted(row.pk, row.kind, PING, None, {"at": now.isoformat()}, f"ping:{uuid4()}")
    ask_for([wanted], now=now)
    return wanted.reference


def check_address(address: str) -> None:
    """Raises InvalidData for what nobody may be told at (H:W9). It is looked at again at each try."""
    try:
        look_up(address, public_address, inside=settings.CREDENTIAL_TESTS_INSIDE)
    except NoAddress:
        said = _("An address like https://system.example.com/bridgework, without user and password.")
    except Inside:
        said = _("This name leads into our own network. Enter a public address.")
    except NotFound:
        said = _("There is no server of this name.")
    else:
        return
    raise InvalidData(_("Some fields are wrong."), fields={"address": [said]})


def _held(pk: int, by: User, *, own: bool = False) -> Connector:
    _check_right(by)
    rows = Connector.objects.visible_to(by).select_for_update(no_key=True)
    row = (rows.filter(kind=Connector.Kind.OWN) if own else rows).filter(pk=pk).first()
    if row is None:
        raise NotThere
    return row


def _write(row: Connector, name: str, events: Collection[str]) -> None:
    chosen = [event for event in EVENTS if event in events]
    if not chosen:
        said = [_("Choose at least one.")]
        raise InvalidData(_("Some fields are wrong."), fields={"events": said})
    row.name, row.events = name, chosen
    row.save()
    forget_listeners()


def _check_right(by: User) -> None:
    if not User.objects.get(pk=by.pk).has_perm(CONNECT):
        raise NotAllowed(_("Only an Admin connects other systems."))
