"""The rules for new leads, changed by hand: in which order they are asked, for whom, and to whom they give."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData, NotThere
from crm.lib.lines import one_line
from leads.models import AssignmentRule
from leads.services.owners import possible_owners
from leads.services.sharing.rules import CONDITIONS, forget_sharing_rules
from tenants.services.locks import lock_names
from tenants.staff.models import Team

MOST_RULES = 50


@transaction.atomic
def keep_rule(pk: int | None, wanted: Mapping[str, Any]) -> AssignmentRule:
    """Write a rule: name, is_active, conditions, team and members (by id), skip; a new one is asked last.

    Raises NotThere, and InvalidData for MOST_RULES, a nameless one, and a team or person that is not there.
    """
    lock_rules()
    row = AssignmentRule.objects.filter(pk=pk).first() if pk else AssignmentRule(position=_end())
    if row is None:
        raise NotThere
    row.name = one_line(wanted["name"])
    if not row.name:
        said = _("Give it a name.")
        raise InvalidData(said, fields={"name": [said]})
    row.is_active, row.skip = wanted["is_active"], wanted["skip"]
    row.conditions = {name: wanted["conditions"][name] for name in CONDITIONS if wanted["conditions"].get(name)}
    row.team = _team(wanted["team"])
    people = possible_owners().filter(pk__in=wanted["members"])
    row.full_clean()
    row.save()
    row.members.set(people)
    transaction.on_commit(forget_sharing_rules)
    return row


@transaction.atomic
def ask_earlier(pk: int) -> None:
    """One place up; the first stays the first. Raises NotThere."""
    row = held_rule(pk)
    rows = list(AssignmentRule.objects.all())
    place = rows.index(row)
    if place:
        rows[place - 1], rows[place] = rows[place], rows[place - 1]
    for position, one in enumerate(rows):
        if one.position != position:
            one.position = position
            one.save(update_fields=["position"])
    transaction.on_commit(forget_sharing_rules)


def lock_rules() -> None:
    """One person changes them at a time."""
    lock_names(["sharing rules"])


def held_rule(pk: int) -> AssignmentRule:
    """Raises NotThere."""
    lock_rules()
    row = AssignmentRule.objects.filter(pk=pk).first()
    if row is None:
        raise NotThere
    return row


def _end() -> int:
    if AssignmentRule.objects.count() >= MOST_RULES:
        raise InvalidData(_("There are %(most)d rules already. Change one of them.") % {"most": MOST_RULES})
    last = AssignmentRule.objects.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _team(pk: int | None) -> Team | None:
    team = Team.objects.filter(pk=pk).first() if pk else None
    if pk and team is None:
        gone = _("This does not exist.")
        raise InvalidData(gone, fields={"team": [gone]})
    return team
