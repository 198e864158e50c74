"""The rules of a sequence, made, switched and taken away by people (F:C24)."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from comms.sequences.models import Rule, Sequence, Step
from comms.sequences.services.drafts import hold_to_change
from comms.sequences.services.rules_on import forget_rules
from comms.sequences.services.step_rules import LONGEST
from crm.lib.errors import InvalidData, NotThere
from leads.models import Lead, Stage, Tag
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.services.ledger import remember

REMOVE = "sequence.remove_rule"
Trigger, Unit = Rule.Trigger, Step.Unit
COLUMNS = ("trigger", "stage_id", "source", "tag_id")


@dataclass(frozen=True)
class WantedRule:
    """When it takes somebody in, and how long it waits before the first step's own wait."""

    trigger: str
    stage_id: int | None = None
    source: str = ""
    tag_id: int | None = None
    wait: int = 0
    unit: str = Unit.HOURS
    only_there: bool = True


@transaction.atomic
def keep_rule(sequence: int, wanted: WantedRule, *, by: User | None) -> Rule:
    """A new rule, which is on. Raises InvalidData by field, NotThere, and Conflict for an archived sequence."""
    held = hold_to_change(sequence)
    refuse_wrong_rule(wanted)
    same = {name: getattr(wanted, name) for name in COLUMNS}
    if held.rules.filter(**same, removed_at=None).exists():
        said = _("There is such a rule already.")
        raise InvalidData(said, fields={"trigger": [said]})
    row = Rule.objects.create(sequence=held, made_by=by, **asdict(wanted))
    transaction.on_commit(forget_rules)
    return row


@transaction.atomic
def switch_rule(pk: int, *, on: bool) -> Rule:
    """On or off; whom it took in already goes on. A repeat changes nothing. Raises NotThere, Conflict."""
    row = _held(pk)
    if row.is_on != on:
        if on:
            hold_to_change(row.sequence_id)
        row.is_on = on
        row.save(update_fields=["is_on"])
        transaction.on_commit(forget_rules)
    return row


@transaction.atomic
def remove_rule(pk: int, *, by: User, now: datetime) -> Operation:
    """Out of sight, and it takes nobody in any more; whom it took in goes on. Can be taken back.
    Raises NotThere."""
    row = _held(pk)
    row.removed_at = now
    row.save(update_fields=["removed_at"])
    transaction.on_commit(forget_rules)
    return remember(REMOVE, by=by, rows=[(row.pk, {})], after={"removed_at": now.isoformat()}, now=now)


def refuse_wrong_rule(wanted: WantedRule) -> None:
    """Raises InvalidData by field."""
    gone, wrong = _("This does not exist."), {}
    chosen = {
        Trigger.STAGE: ("stage", Stage.objects.filter(pk=wanted.stage_id).exists),
        Trigger.SOURCE: ("source", lambda: wanted.source in Lead.Source.values),
        Trigger.TAG: ("tag", Tag.objects.filter(pk=wanted.tag_id).exists),
    }
    if wanted.trigger not in chosen:
        wrong["trigger"] = [gone]
    else:
        name, is_there = chosen[Trigger(wanted.trigger)]
        wrong |= {} if is_there() else {name: [gone]}
    if wanted.unit not in LONGEST:
        wrong["unit"] = [gone]
    elif not 0 <= wanted.wait <= LONGEST[Unit(wanted.unit)]:
        wrong["wait"] = [_("From 0 to %(most)d.") % {"most": LONGEST[Unit(wanted.unit)]}]
    if wrong:
        raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)


def _held(pk: int) -> Rule:
    """With its sequence held before it."""
    sequence = Rule.objects.filter(pk=pk).values_list("sequence", flat=True).first()
    Sequence.objects.select_for_update(no_key=True).filter(pk=sequence).first()
    row = Rule.objects.select_related("sequence").filter(pk=pk, removed_at=None).first()
    if row is None:
        raise NotThere
    return row
