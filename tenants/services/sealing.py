"""Which columns are encrypted, so that a new key can be put in the place of an old one (H:K2)."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Model

from crm.lib import secretbox
from tenants.context import is_platform

BATCH = 100  # rows in one transaction: a killed rotation has done its batches, and goes on after them


@dataclass(frozen=True)
class Sealed:
    model: type[Model]
    column: str
    in_clinics: bool


_sealed: list[Sealed] = []


def seals(model: type[Model], column: str, *, in_clinics: bool) -> None:
    """Say, in `apps.ready()`, that `column` holds what `secretbox.lock` wrote; in clinics or in public."""
    _sealed.append(Sealed(model, column, in_clinics))


@dataclass
class Rotation:
    """How many values were written anew, and how many no key of the ring opens."""

    renewed: int = 0
    unreadable: int = 0


def rotate() -> Rotation:
    """Write every value of the current schema with the first key of the ring; those that are stay as they are.

    Safe to kill and to run again, also two at a time: each row is locked while it is written.
    """
    done = Rotation()
    for sealed in _sealed:
        if sealed.in_clinics != is_platform():
            _rotate(sealed, done)
    return done


def waiting() -> int:
    """How many values of the current schema still need another key than the first."""
    here = [sealed for sealed in _sealed if sealed.in_clinics != is_platform()]
    return sum(
        not secretbox.is_current(bytes(value), settings.FIELD_ENCRYPTION_KEYS)
        for sealed in here
        for value in sealed.model._base_manager.values_list(sealed.column, flat=True).iterator()
        if value
    )


def _rotate(sealed: Sealed, done: Rotation) -> None:
    last = None
    while True:
        with transaction.atomic():
            rows = sealed.model._base_manager.select_for_update().order_by("pk")
            batch = list((rows.filter(pk__gt=last) if last else rows)[:BATCH])
            for row in batch:
                _renew(sealed, row, done)
        if len(batch) < BATCH:
            return
        last = batch[-1].pk


def _renew(sealed: Sealed, row: Model, done: Rotation) -> None:
    keys, token = settings.FIELD_ENCRYPTION_KEYS, bytes(getattr(row, sealed.column) or b"")
    if not token or secretbox.is_current(token, keys):
        return
    try:
        fresh = secretbox.renew(token, keys)
    except secretbox.InvalidToken:
        done.unreadable += 1
        return
    sealed.model._base_manager.filter(pk=row.pk).update(**{sealed.column: fresh})
    done.renewed += 1
