"""Asking that colleagues are told: a job in the transaction of its cause, so that no mail holds it up (F:C23)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from leads.models import Lead, Stage, Temperature
from tenants.audit.origin import current_origin
from tenants.outbox.services.enqueue import enqueue
from tenants.staff.models import User

TELL_HOT, TELL_MOVED = "leads.tell_hot", "leads.tell_moved"
NEWS_FROM = 30  # points from which a new lead is worth a mail (F:C19)


def arrived(lead: Lead, temperature: str) -> Mapping[str, object] | None:
    """What a new lead is worth telling; nothing of few points, which is found in the list, nor of a demo's history.

    It travels with the job of leads.services.announce, so that an arrival costs no statement more.
    """
    is_worth = lead.lead_score >= NEWS_FROM or temperature == Temperature.HOT
    return {"lead_id": lead.pk, "by": _acting()} if is_worth and not _is_history() else None


def hot_later(leads: Sequence[int], *, now: datetime) -> None:
    """Of leads that are hot from here on."""
    if leads:
        _ask(TELL_HOT, f"{leads[0]}:{len(leads)}:{now.isoformat()}", now, lead_ids=list(leads), by=_acting())


def moved_later(stage: Stage, *, by: User | None, now: datetime) -> None:
    """Of all that `by`, None for the product itself, moves to `stage` at `now`."""
    who = by.pk if by else None
    about = {"stage": stage.pk, "meaning": stage.semantic, "by": who, "at": now.isoformat()}
    _ask(TELL_MOVED, f"{stage.pk}:{who}:{now.isoformat()}", now, **about)


def _ask(kind: str, key: str, now: datetime, **about: object) -> None:
    """Once for a key."""
    if not _is_history():
        enqueue(kind=kind, key=f"{kind}:{key}", payload=about, due_at=now)


def _is_history() -> bool:
    """A demo's past is no news."""
    return current_origin().at is not None


def _acting() -> int | None:
    """Whoever does this knows it already; nobody for a program, a patient or the product itself."""
    person = current_origin().person()
    return person.pk if person else None
