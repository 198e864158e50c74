"""A rule for sharing out goes, and comes back for thirty days (F:T18)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from leads.models import AssignmentRule
from leads.services.owners import possible_owners
from leads.services.sharing.keeping import held_rule, lock_rules
from leads.services.sharing.rules import forget_sharing_rules
from tenants.settings.registry import CHANGE
from tenants.staff.models import Team, User
from tenants.undo.models import Operation
from tenants.undo.registry import Outcome, reversible
from tenants.undo.services.ledger import remember

REMOVE = "sharing_rule.remove"
PLAIN = ("name", "position", "is_active", "conditions", "skip", "team_id")


def register_rules_back() -> None:
    reversible(REMOVE, bring_back, _title, permission=CHANGE)


@transaction.atomic
def drop_rule(pk: int, *, by: User, now: datetime) -> Operation:
    """Raises NotThere."""
    row = held_rule(pk)
    held: dict[str, Any] = {name: getattr(row, name) for name in PLAIN}
    held["members"] = list(row.members.order_by("pk").values_list("pk", flat=True))
    row.delete()
    transaction.on_commit(forget_sharing_rules)
    return remember(REMOVE, by=by, rows=[(pk, held)], about={"rule": row.name}, now=now)


def bring_back(operation: Operation, by: User, now: datetime) -> Outcome:
    """As it was. Without those it was for it would give to everybody: then it comes back switched off."""
    lock_rules()
    kept = operation.rows.get()
    row = AssignmentRule(pk=kept.object_pk, **{name: kept.before[name] for name in PLAIN})
    row.team = Team.objects.filter(pk=row.team_id).first() if row.team_id else None
    people = list(possible_owners().filter(pk__in=kept.before["members"]))
    was_for_some = kept.before["team_id"] or kept.before["members"]
    row.is_active = row.is_active and bool(row.team or people or not was_for_some)
    row.save(force_insert=True)
    row.members.set(people)
    transaction.on_commit(forget_sharing_rules)
    return Outcome(1, pks=[row.pk])


def _title(operation: Operation) -> str:
    return _("Removed the rule %(rule)s") % {"rule": operation.about.get("rule", "")}
