"""What a person's page holds, and changing it: by an Admin, and by oneself (F:T7, H:A5, A11)."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.lib.errors import Conflict, Difference, InvalidData, NotAllowed, NotThere
from crm.lib.phone import e164
from tenants.staff.models import Team, User
from tenants.staff.roles import ADMIN, ROLES
from tenants.staff.services import rights
from tenants.staff.services.leaving import Inheritance, left_by
from tenants.staff.services.names import own_name
from tenants.staff.services.shifts import check_zone
from tenants.staff.services.weekly import replace_hours, stretches_of

COLUMNS = ("full_name", "language", "languages", "time_zone", "phone", "data_scope", "capacity")
BY_ADMIN = frozenset({*COLUMNS, "role", "teams", "hours"})
BY_ONESELF = frozenset({"full_name", "language", "languages", "time_zone", "phone", "hours"})
NEVER_ONES_OWN = frozenset({"role", "data_scope", "teams", "capacity"})


class ChangedMeanwhile(Conflict):
    """Somebody saved first; nothing was written."""

    def __init__(self, differences: list[Difference]):
        super().__init__(_("Somebody else saved this person meanwhile."))
        self.differences = differences


def state_of(person: User) -> dict[str, Any]:
    """All that may be changed of a person, in plain values: role by name, teams by id."""
    held = {name: getattr(person, name) for name in COLUMNS}
    held["languages"] = sorted(person.languages)
    teams = sorted(person.teams.values_list("pk", flat=True))
    return {**held, "role": person.role, "teams": teams, "hours": stretches_of(person)}


def version_of(person: User) -> str:
    """Changes with every change of `state_of`; a page sends back the one it showed."""
    return hashlib.sha256(json.dumps(state_of(person), sort_keys=True).encode()).hexdigest()[:32]


@transaction.atomic
def change_person(pk: int, wanted: Mapping[str, Any], *, by: User, version: str = "") -> User:
    """Write `wanted`, of BY_ADMIN, into a colleague. What is not named, or not of the list, stays.

    Raises NotThere, NotAllowed (H:A11), Conflict for the last Admin and for a role that may not have what they
    have, ChangedMeanwhile when `version` is not theirs any more, InvalidData for hours that overlap and
    ValidationError for a value that the field refuses. A new role ends the person's sessions. Their row is held
    before what they have is counted: nothing is given to them meanwhile (H:A14).
    """
    rights.lock_admins()
    by, person = User.objects.get(pk=by.pk), _locked(pk)
    rights.check_manages(by, person)
    before = state_of(person)
    mine = {name: value for name, value in wanted.items() if name in BY_ADMIN and value != before[name]}
    if version and version != version_of(person):
        raise ChangedMeanwhile([Difference(name, before[name], value) for name, value in mine.items()])
    if person.pk == by.pk and NEVER_ONES_OWN & mine.keys():
        raise NotAllowed(_("Nobody changes their own role or what they see. Ask another Admin."))
    _write(person, mine, by)
    return person


@transaction.atomic
def change_oneself(person: User, wanted: Mapping[str, Any]) -> User:
    """Write `wanted`, of BY_ONESELF. Raises NotAllowed for a guest of the platform, else as `change_person`."""
    person = _locked(person.pk)
    if person.is_visitor:
        raise NotAllowed(_("This account is a visit of the platform: it ends by itself."))
    before = state_of(person)
    _write(person, {n: v for n, v in wanted.items() if n in BY_ONESELF and v != before[n]}, person)
    return person


def _locked(pk: int) -> User:
    person = User.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if person is None:
        raise NotThere
    return person


def _write(person: User, mine: Mapping[str, Any], by: User) -> None:
    columns = {name: value for name, value in mine.items() if name in COLUMNS}
    if "full_name" in columns:
        columns["full_name"] = own_name(columns["full_name"])
    if columns.get("phone"):
        columns["phone"] = _number(columns["phone"])
    for name, value in columns.items():
        setattr(person, name, value)
    if columns:
        check_zone(person.time_zone)
        person.clean_fields(exclude={f.name for f in User._meta.fields if f.name not in columns})
        person.save(update_fields=list(columns))
    if "role" in mine:
        _give_role(person, mine["role"], by)
    if "teams" in mine:
        _join(person, mine["teams"], by)
    if "hours" in mine:
        replace_hours(person, mine["hours"])


def _number(typed: str) -> str:
    """E.164. Raises InvalidData for what nobody could ring."""
    number = e164(typed)
    if number is None:
        said = _("A number with its country code, like +355691234567.")
        raise InvalidData(said, fields={"phone": [said]})
    return number


def _give_role(person: User, role: str, by: User) -> None:
    from tenants.staff.services.sessions import end_sessions

    if role not in ROLES:
        raise NotThere
    if person.role:
        rights.check_grants(by, person.role)
    rights.check_grants(by, role)
    if person.role == ADMIN:
        rights.check_an_admin_stays(person)
    had = [(one, count) for one, count in left_by(person) if _may_have(person, one)]
    person.groups.set([Group.objects.get(name=role)])
    for one, count in had:
        if not _may_have(person, one):
            raise Conflict(_still_has(one.said(count), count))
    end_sessions(person)


def _may_have(person: User, one: Inheritance) -> bool:
    return one.heirs().filter(pk=person.pk).exists()


def _still_has(what: str, count: int) -> str:
    words = ngettext(
        "They have %(what)s. Give it to somebody first.", "They have %(what)s. Give them to somebody first.", count
    )
    return words % {"what": what}


def _join(person: User, teams: list[int], by: User) -> None:
    """From the side of the team, so that its trail tells who came and went."""
    left = list(Team.objects.filter(members=person).exclude(pk__in=teams))
    joined = list(Team.objects.filter(pk__in=teams).exclude(members=person))
    rights.check_sight(by, [person], [*left, *joined])
    for team in left:
        team.members.remove(person)
    for team in joined:
        team.members.add(person)
