"""Somebody, or many, begin a sequence (F:C16). Each lead once at a time, however often it is asked."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from comms.sequences import reasons
from comms.sequences.models import Enrolment, Rule, Sequence, Step
from comms.sequences.models.sequence import group_of
from comms.sequences.services.advancing import steps_of
from comms.sequences.services.entering import beginning_of, channels_of, refused
from crm.lib.errors import InvalidData, NotAllowed, NotThere
from leads.models import Lead, Stage
from leads.services.many import hold
from tenants.audit.services.record import record_many
from tenants.services.due import pull_forward
from tenants.settings.services.clinic import clinic_settings
from tenants.staff.models import User

ENROL = "sequences.enrol_lead"
RUN = "comms.sequences.tasks.run_sequences"  # by name: tasks stand above services
State = Enrolment.State


@dataclass(frozen=True)
class Enrolled:
    """`begun`: by lead the key of its enrolment. `why`: by lead a key of reasons.REFUSED."""

    begun: Mapping[int, int]
    why: Mapping[int, str]
    out_of_sight: int = 0

    @property
    def refused(self) -> Mapping[int, str]:
        """By lead, as a sentence."""
        return {lead: str(reasons.REFUSED[why]) for lead, why in self.why.items()}


@transaction.atomic
def enrol(
    sequence: int,
    leads: Iterable[int],
    *,
    way: str,
    by: User | None = None,
    rule: Rule | None = None,
    stage: Stage | None = None,
    now: datetime,
) -> Enrolled:
    """Take these leads into the sequence, from its first step on; a repeat changes nothing.

    The number of statements does not depend on the number of leads, which are held until the transaction ends. `by`
    with the rights of this moment, the product itself without; `stage`: only while they are there. A `rule` adds
    its own wait and takes a lead once in an enquiry. Raises NotAllowed, NotThere, InvalidData for too many.
    """
    held = hold(leads, by=by)
    if held.by is not None and not held.by.has_perm(ENROL):
        raise NotAllowed(_("Your role does not put leads into sequences."))
    found = Sequence.objects.select_related("version").filter(pk=sequence).first()
    if found is None:
        raise NotThere
    if found.state != Sequence.State.ACTIVE or found.archived_at:
        return Enrolled({}, dict.fromkeys(held.seen, reasons.NOT_ACTIVE), held.out_of_sight)
    steps = steps_of([found.version_id]).get(found.version_id)
    if not steps:
        raise InvalidData(_("This sequence has no steps."))
    rows = Lead.objects.filter(pk__in=held.seen).select_related("stage").prefetch_related("identities")
    people = list(rows.order_by("pk"))
    why = refused(found, people, channels=channels_of(steps), rule=rule, stage=stage, now=now)
    taken = [lead for lead in people if lead.pk not in why]
    about = {"way": way, "by": held.by, "rule": rule, "stage": stage}
    begun = _begin(found, steps[0], taken, about, now) if taken else {}
    return Enrolled(begun, why, held.out_of_sight)


def _begin(
    sequence: Sequence, step: Step, people: Collection[Lead], about: Mapping[str, Any], now: datetime
) -> dict[int, int]:
    zone, rule = clinic_settings().time_zone, about["rule"]
    rows = []
    for lead in people:
        since, due_at = beginning_of(step, rule, now, lead, otherwise=zone)
        row = Enrolment(
            sequence=sequence,
            version_id=sequence.version_id,
            lead=lead,
            enquiry=lead.enquiry,
            group=group_of(lead.stage.semantic),
            next_step=step,
            since=since,
            due_at=due_at,
            slipped=sequence.slipped,
            began_at=now,
            **about,
        )
        rows.append(row)
    Enrolment.objects.bulk_create(rows)
    told = {"sequence": (None, sequence.name)}
    record_many("lead.sequence_began", Lead, [(lead.pk, str(lead), told) for lead in people])
    pull_forward(RUN, at=min(row.due_at for row in rows))
    return {row.lead_id: row.pk for row in rows}
