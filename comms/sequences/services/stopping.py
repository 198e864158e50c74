"""Out of a sequence, in the transaction of whatever happened: a reply, an opt-out, another stage (F:C17, H:S11)."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from comms.models import Message
from comms.sequences import reasons
from comms.sequences.models import Enrolment, StepRun
from comms.sequences.services.gate import unfit
from comms.services.states import SENT
from leads.models import Lead
from tenants.audit.services.record import record_many
from tenants.services.changes import change_rows

ANSWERS = timedelta(days=90)  # for so long an answer counts for the last that went to them
WENT = (*SENT, Message.State.CLAIMED, Message.State.UNKNOWN)
COLUMNS = ("state", "reason", "ended_at", "due_at", "paused_at")
CLOCKS = timedelta(minutes=1)  # by so much theirs may be behind ours
EVERY = Q()
State = Enrolment.State


@transaction.atomic
def stop(leads: Iterable[int], reason: str, *, now: datetime, only: Q = EVERY) -> list[int]:
    """Take these leads out of every sequence, or of the enrolments that are `only` so; keys of those that stopped.

    `reason` is one of reasons.STOPPED. What waits to be sent to them from there is cancelled, of what is finished,
    too. The number of statements does not depend on how many they are; of leads that are in no sequence one is
    asked. A repeat changes nothing. Holds the leads.
    """
    rows = Enrolment.objects.filter(only, lead__in=set(leads)).exclude(state=State.STOPPED)
    found = dict(rows.order_by().values_list("pk", "lead"))
    return _end(found, dict.fromkeys(found, reason), now) if found else []


@transaction.atomic
def stop_unfit(leads: Iterable[int], *, now: datetime) -> list[int]:
    """Those of these leads who may not go on as things stand, each with the reason of services.gate."""
    rows = Enrolment.objects.filter(lead__in=set(leads), state=State.ACTIVE).order_by()
    whys = unfit(list(rows.select_related("lead__stage", "sequence")))
    found = dict(Enrolment.objects.filter(pk__in=whys).values_list("pk", "lead")) if whys else {}
    return _end(found, whys, now) if found else []


@transaction.atomic
def stop_spoken(lead: int, *, at: datetime, reason: str = reasons.REPLIED, now: datetime) -> list[int]:
    """They wrote or called at `at`, by their clock: nothing more goes to them, and the last that did was answered.

    Whoever a rule took in by the very message that they wrote stays in. Holds the lead.
    """
    if not Enrolment.objects.filter(lead=lead).exists():
        return []
    _answered(lead, at)
    return stop([lead], reason, now=now, only=~Q(way=Enrolment.Way.RULE) | Q(began_at__lt=at))


def stop_rows(whys: Mapping[int, str], *, now: datetime) -> list[int]:
    """By enrolment why it stops. Part of a transaction that holds their leads."""
    found = dict(Enrolment.objects.filter(pk__in=whys).values_list("pk", "lead")) if whys else {}
    return _end(found, whys, now) if found else []


def _end(found: Mapping[int, int], whys: Mapping[int, str], now: datetime) -> list[int]:
    """Leads by key, then their enrolments as they are now."""
    held = Lead.objects.filter(pk__in=set(found.values())).order_by("pk").select_for_update(no_key=True)
    people = {lead.pk: lead for lead in held.prefetch_related("identities")}
    rows = Enrolment.objects.filter(pk__in=found, state=State.ACTIVE).select_related("sequence").order_by("pk")
    stopped = [one for one in rows if one.lead_id in people]
    change_rows(Enrolment, COLUMNS, {one.pk: (State.STOPPED, whys[one.pk], now, None, None) for one in stopped})
    _cancel(whys, now)
    lines = [
        (
            one.lead_id,
            str(people[one.lead_id]),
            {"sequence": (one.sequence.name, str(reasons.STOPPED[whys[one.pk]]))},
        )
        for one in stopped
    ]
    if lines:
        record_many("lead.sequence_stopped", Lead, lines)
    return [one.pk for one in stopped]


def _cancel(whys: Mapping[int, str], now: datetime) -> None:
    for reason in set(whys.values()):
        of = [pk for pk, why in whys.items() if why == reason]
        waiting = Message.objects.filter(step_run__enrolment__in=of, state=Message.State.QUEUED)
        waiting.update(state=Message.State.CANCELLED, ended_at=now, code=reason)


def _answered(lead: int, at: datetime) -> None:
    """The newest message of all that had gone to them from sequences when they spoke; once. Of an answer that is
    told late, that is none of what went since."""
    since = {"at__gt": at - ANSWERS, "at__lte": at + CLOCKS}
    gone = StepRun.objects.filter(enrolment__lead=lead, message__state__in=WENT, **since)
    newest = gone.order_by("-at", "-pk").values("pk")[:1]
    StepRun.objects.filter(pk__in=newest, replied_at=None).update(replied_at=at)
