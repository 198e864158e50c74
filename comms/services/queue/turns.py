"""One lead at a time, and never the same to two colleagues at once (F:C9)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from comms.models import Call, QueueTurn
from comms.services.calls.ringing import RECENT
from comms.services.queue.candidates import LEASE, ranked, workable
from comms.services.queue.priority import Rank
from crm.lib.errors import NotThere
from leads.models import ContactAttempt, Lead
from leads.models.consent import Channel
from leads.services.attempts import Said, log_attempt
from leads.services.consent import suppressed_of
from leads.services.many import as_of_now
from tenants.staff.models import User

LOOKED_AT = 20  # leads that are tried at once: most are free


@dataclass(frozen=True)
class Turn:
    """The lead that somebody has before them, why, and how many could be called."""

    lead: Lead
    rank: Rank
    among: int


@transaction.atomic
def take(user: User, *, now: datetime) -> Turn | None:
    """The lead that `user` has before them already, else the next best, held for LEASE; None when nobody is left.

    Asking again holds it longer. Whom a colleague works on at this moment is left to them. Raises NotAllowed for
    who may not change leads.
    """
    user = as_of_now(user)
    places = ranked(user, now=now)
    mine = _held_by(user, now)
    places.sort(key=lambda one: one.facts.pk != mine)
    for start in range(0, len(places), LOOKED_AT):
        part = places[start : start + LOOKED_AT]
        stopped = suppressed_of([one.facts.pk for one in part], Channel.CALL)
        for place in part:
            if place.facts.pk not in stopped and (lead := _hold(place.facts.pk, user, now)) is not None:
                return Turn(lead, place, len(places))
    return None


def skip(lead_pk: int, *, by: User, now: datetime) -> None:
    """Behind the others, for this colleague. Raises NotThere, NotAllowed."""
    by = as_of_now(by)
    if not Lead.objects.visible_to(by).filter(pk=lead_pk).exists():
        raise NotThere
    told = {"held_until": None, "skipped_at": now}
    QueueTurn.objects.update_or_create(lead_id=lead_pk, agent=by, defaults=told)


def pause(*, by: User) -> None:
    """Whatever this colleague held is free for others."""
    QueueTurn.objects.filter(agent=by, held_until__isnull=False).update(held_until=None)


@transaction.atomic
def finish(lead_pk: int, disposition: str, said: Said, *, by: User, now: datetime) -> ContactAttempt:
    """Note how the call ended, also beside the call itself, and let the lead go.

    Raises as `log_attempt`; then it stays with them.
    """
    channel = ContactAttempt.Channel.CALL
    attempt = log_attempt(lead_pk, channel=channel, disposition=disposition, said=said, by=by, now=now)
    mine = Call.objects.filter(lead=lead_pk, agent=by, attempt=None, at__gt=now - RECENT)
    mine.update(attempt=attempt)
    pause(by=by)
    return attempt


def _held_by(user: User, now: datetime) -> int | None:
    held = QueueTurn.objects.filter(agent=user, held_until__gt=now)
    return held.order_by("-held_until").values_list("lead_id", flat=True).first()


def _hold(lead_pk: int, user: User, now: datetime) -> Lead | None:
    """The lead is locked while it is asked who has it: two who ask at once are two after each other."""
    rows = Lead.objects.filter(pk=lead_pk).order_by()
    if not rows.select_for_update(no_key=True, skip_locked=True).values("pk").first():
        return None
    shown = workable(user, now).select_related("stage", "assigned_to", "treatment", "heat", "companion_of")
    lead = shown.prefetch_related("identities", "companion_of__identities").filter(pk=lead_pk).first()
    if lead is not None:
        pause(by=user)
        told = {"held_until": now + LEASE}
        QueueTurn.objects.update_or_create(lead=lead, agent=user, defaults=told)
    return lead
