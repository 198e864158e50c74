"""The first message of each of many people: when it would go and what it says, or why there is none.

Asked by the very services that enrol, move on and write, so that a rehearsal says what then happens. The number of
statements depends on the steps and texts of the version, not on the people. Nothing is written.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from comms.sequences import reasons
from comms.sequences.models import Enrolment, Rule, Sequence, Step, Verdict, Version
from comms.sequences.services.advancing import UNASKED, due_of, following, steps_of, window_for
from comms.sequences.services.conditions import unmet
from comms.sequences.services.entering import beginning_of, channels_of, refused
from comms.sequences.services.gate import unfit
from comms.sequences.services.letters import decide
from comms.sequences.services.moving_on import put_on
from comms.sequences.services.planning import next_allowed
from comms.sequences.services.splitting import variant_for
from leads.models import Lead
from tenants.settings.services.clinic import clinic_settings


@dataclass(frozen=True)
class Start:
    """Somebody stands before a step, which is due then."""

    lead: Lead
    step: Step
    due: datetime


@dataclass
class Tried:
    """By lead: `stays_out`, why they would not begin or go on; `skipped`, why they get no first message; `moments`,
    when it goes. `people` are all who would be in it."""

    people: list[Lead] = field(default_factory=list)
    stays_out: dict[int, str] = field(default_factory=dict)
    skipped: dict[int, str] = field(default_factory=dict)
    moments: dict[int, datetime] = field(default_factory=dict)


def steps_to_try(version: Version) -> list[Step]:
    return steps_of([version.pk]).get(version.pk, [])


def try_beginning(version: Version, leads: Collection[int], rule: Rule | None, *, now: datetime) -> Tried:
    """As if these began now with this version; of an active sequence or of one that is still a draft."""
    sequence, steps = version.sequence, steps_to_try(version)
    rows = Lead.objects.filter(pk__in=leads).defer(*UNASKED).prefetch_related("stage", "identities")
    people = list(rows.order_by("pk"))
    stage = rule.stage if rule and rule.only_there else None
    whys = refused(sequence, people, channels=channels_of(steps), rule=rule, stage=stage, now=now)
    tried = Tried(stays_out={pk: str(reasons.REFUSED[why]) for pk, why in whys.items()})
    tried.people = [lead for lead in people if lead.pk not in whys]
    zone = clinic_settings().time_zone
    starts = [
        Start(lead, steps[0], beginning_of(steps[0], rule, now, lead, otherwise=zone)[1]) for lead in tried.people
    ]
    _first_messages(sequence, steps, starts, tried, now)
    return tried


def try_going_on(version: Version, leads: Collection[int], *, now: datetime) -> Tried:
    """As if those of these leads who are under way went on with this version now."""
    sequence, steps = version.sequence, steps_to_try(version)
    inside = Enrolment.objects.filter(sequence=sequence, lead__in=leads, state=Enrolment.State.ACTIVE)
    inside = inside.select_related("sequence", "next_step", "lead__stage").prefetch_related("lead__identities")
    rows = list(inside.order_by("lead_id"))
    whys = unfit(rows) if rows else {}
    put_on(version, [row for row in rows if row.version_id != version.pk], now=now)
    tried, starts, zone = Tried(), [], clinic_settings().time_zone
    by_key = {step.key: step for step in steps}
    for row in rows:
        if why := _stands(row, whys):
            tried.stays_out[row.lead_id] = why
            continue
        tried.people.append(row.lead)
        step, due = by_key[row.next_step.key], max(row.due_at + sequence.slipped - row.slipped, now)
        starts.append(Start(row.lead, step, next_allowed(due, window_for(step, row.lead, otherwise=zone))))
    _first_messages(sequence, steps, starts, tried, now)
    return tried


def _stands(row: Enrolment, whys: Mapping[int, str]) -> str:
    if row.pk in whys:
        return str(reasons.STOPPED[whys[row.pk]])
    if row.state != Enrolment.State.ACTIVE:
        return _("They are through with its steps.")
    return "" if row.due_at else _("A colleague paused them.")


def _first_messages(
    sequence: Sequence, steps: Collection[Step], starts: Collection[Start], tried: Tried, now: datetime
) -> None:
    """Tasks and calls before the message go by, and messages whose conditions are not met."""
    zone, reached = clinic_settings().time_zone, []
    waiting = {one.lead.pk: one for one in starts}
    for step in steps:
        here = [one for one in waiting.values() if one.step is step]
        left = unmet([(one.lead, step) for one in here], now=now)
        for one in here:
            if step.kind == Step.Kind.MESSAGE and one.lead.pk not in left:
                reached.append(waiting.pop(one.lead.pk))
            elif (then := following(steps, step, ())) is not None:
                waiting[one.lead.pk] = Start(one.lead, then, due_of(then, one.due, one.lead, otherwise=zone))
    tried.skipped |= dict.fromkeys(waiting, _("No message is left for them: no condition of one is met."))
    _letters(sequence, reached, tried, now)


def _letters(sequence: Sequence, reached: Collection[Start], tried: Tried, now: datetime) -> None:
    verdicts = dict(Verdict.objects.filter(sequence=sequence).values_list("step_key", "variant_key"))
    groups = defaultdict(list)
    for one in reached:
        variant = variant_for(one.step, list(one.step.variants.all()), sequence.uuid, one.lead.pk, verdicts)
        groups[variant, one.step.channel].append(one)
    for (variant, channel), those in groups.items():
        moments = {one.lead.pk: one.due for one in those}
        decided = decide(variant, channel, [one.lead for one in those], now, moments)
        tried.moments |= {pk: letter.due_at for pk, letter in decided.letters.items()}
        tried.skipped |= {pk: str(why) for pk, why in decided.skipped.items()}
