"""Closing an account: who inherits what, and the way back (F:T7, H:A12)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from crm.lib.errors import Conflict, InvalidData, NotThere
from tenants.audit.services.record import record
from tenants.staff.models import User
from tenants.staff.roles import ADMIN
from tenants.staff.services import rights


@dataclass(frozen=True)
class Inheritance:
    """One kind of thing that a person leaves behind; floors above fill it."""

    name: str
    count: Callable[[User], int]
    hand_over: Callable[[User, User | None, User, datetime], int]
    said: Callable[[int], str]
    heirs: Callable[[], QuerySet[User]]


_inherited: dict[str, Inheritance] = {}


def inherits(
    name: str,
    count: Callable[[User], int],
    hand_over: Callable[[User, User | None, User, datetime], int],
    *,
    said: Callable[[int], str] = str,
    heirs: Callable[[], QuerySet[User]] = lambda: User.objects.active(),
) -> None:
    """Say, in `apps.ready()`, what goes to an heir: `count(person)`, and `hand_over(person, heir, by, now)`.

    An heir of None leaves it to nobody. `said(12)` is "12 open leads"; `heirs()` who may have such things.
    """
    _inherited[name] = Inheritance(name, count, hand_over, said, heirs)


def left_by(person: User) -> list[tuple[Inheritance, int]]:
    """What there is to inherit, and how much of it."""
    return [(one, count) for one in _inherited.values() if (count := one.count(person))]


def heirs_of(person: User, one: Inheritance) -> list[User]:
    """Who may have what `person` leaves of this kind."""
    return list(one.heirs().exclude(pk=person.pk))


@transaction.atomic
def close_account(pk: int, *, heirs: Mapping[str, int | None], by: User, now: datetime) -> User:
    """Out at once, on every browser; what they had goes to `heirs` ({"leads": user id, or None for nobody}).

    Their row and the heirs' are locked first, so that what is being given to them now is inherited too. Raises
    NotThere, NotAllowed, Conflict for oneself and the last Admin, InvalidData for something that nobody decided
    about. Closing twice changes nothing.
    """
    from tenants.staff.services.sessions import end_sessions

    rights.lock_admins()
    by, person = User.objects.get(pk=by.pk), _locked(pk, *heirs.values())
    rights.check_manages(by, person)
    if person.pk == by.pk:
        raise Conflict(_("You cannot close your own account. Ask another Admin."))
    if person.role == ADMIN:
        rights.check_an_admin_stays(person)
    _hand_over(person, heirs, by, now)
    if person.is_active:
        person.is_active = False
        person.save(update_fields=["is_active"])
        record("staff.closed", person)
    end_sessions(person)
    return person


@transaction.atomic
def open_account(pk: int, *, by: User) -> User:
    """In again, with role and password of before; what was inherited stays. Repeating changes nothing."""
    rights.lock_admins()
    by, person = User.objects.get(pk=by.pk), _locked(pk)
    rights.check_manages(by, person)
    if person.role:
        rights.check_grants(by, person.role)
    if not person.is_active:
        person.is_active = True
        person.save(update_fields=["is_active"])
        record("staff.opened", person)
    return person


def _hand_over(person: User, heirs: Mapping[str, int | None], by: User, now: datetime) -> None:
    for one, _count in left_by(person):
        if one.name not in heirs:
            said = _("Choose who inherits, or leave it to nobody.")
            raise InvalidData(said, fields={one.name: [said]})
        one.hand_over(person, _heir(heirs[one.name], person, one), by, now)


def _heir(pk: int | None, person: User, one: Inheritance) -> User | None:
    if pk is None:
        return None
    heir = one.heirs().exclude(pk=person.pk).filter(pk=pk).first()
    if heir is None:
        said = _("Choose somebody with an open account.")
        raise InvalidData(said, fields={one.name: [said]})
    return heir


def _locked(pk: int, *others: int | None) -> User:
    """That person; they and the others are held in the order in which `lock_owners` holds people.

    Without their key: rows that name them, written by others meanwhile, need not wait.
    """
    wanted = {pk, *others} - {None}
    held = User.objects.filter(pk__in=wanted).order_by("pk").select_for_update(no_key=True)
    people = {person.pk: person for person in held}
    if pk not in people:
        raise NotThere
    return people[pk]
