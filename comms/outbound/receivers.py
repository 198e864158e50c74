"""What other systems hear when leads tell that something happened: rows of ours, in the same transaction."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from comms.outbound.catalogue import (
    LEAD_ARCHIVED,
    LEAD_CREATED,
    LEAD_MOVED,
    LEAD_RETURNED,
    LEAD_STOPPED,
    MESSAGE_RECEIVED,
    OF_STAGE,
)
from comms.outbound.models import Connector
from comms.outbound.services.asking import Wanted, ask_for
from comms.outbound.services.coming_from_there import note_origin
from comms.outbound.services.hearing import Listener, listeners
from leads.models import Lead, LeadPayload, StageChange
from leads.signals import ARCHIVED


def arrived(lead: Lead, payload: LeadPayload, is_new: bool) -> None:
    """Somebody wrote. GoHighLevel is not told of those that it told us of."""
    event = LEAD_CREATED if is_new else LEAD_RETURNED
    hearing = [] if lead.is_test else [one for one in listeners(event) if not note_origin(one, lead, payload)]
    at = payload.received_at
    about = {"lead_id": lead.pk, "enquiry": lead.enquiry, "source": lead.source, "at": at.isoformat()}
    ask_for((_wanted(one, event, lead.pk, about, f"arrival:{payload.pk}") for one in hearing), now=at)


def moved(changes: Collection[StageChange]) -> None:
    """Enquiries were accepted or completed, for the first time."""
    for event in sorted({OF_STAGE[one.to_semantic] for one in changes if one.to_semantic in OF_STAGE}):
        hearing = listeners(event)
        ours = [one for one in changes if OF_STAGE.get(one.to_semantic) == event]
        ask_for(_told_of_moves(hearing, event, ours), now=ours[0].at)


def came_into_stages(*, changes: Collection[StageChange], now: datetime) -> None:
    """Every move of every enquiry, and what an undo takes back."""
    ask_for(_told_of_moves(_own(LEAD_MOVED), LEAD_MOVED, changes), now=now)


def _told_of_moves(hearing: Iterable[Listener], event: str, changes: Iterable[StageChange]) -> Iterator[Wanted]:
    for one in hearing:
        for change in changes:
            if not change.lead.is_test:
                yield _wanted(one, event, change.lead_id, _move(change), f"change:{change.pk}")


def put_away(*, leads: Collection[int], why: str, now: datetime) -> None:
    """Of a merge nothing is told: what hangs on the one goes on with the other."""
    if why == ARCHIVED and (hearing := _own(LEAD_ARCHIVED)):
        archived = Lead.objects.filter(pk__in=leads, archived_at__isnull=False)
        _tell(hearing, LEAD_ARCHIVED, _real(archived), now)


def stopped(*, leads: Collection[int], now: datetime) -> None:
    if hearing := _own(LEAD_STOPPED):
        _tell(hearing, LEAD_STOPPED, _real(Lead.objects.filter(pk__in=leads)), now)


def spoke(*, lead_id: int, at: datetime, way: str) -> None:
    """By which way and when; never what they said, or from where."""
    if hearing := _own(MESSAGE_RECEIVED):
        _tell(hearing, MESSAGE_RECEIVED, _real(Lead.objects.filter(pk=lead_id)), at, way=way)


def _own(event: str) -> list[Listener]:
    """A contact of GoHighLevel's does not change by these."""
    return [one for one in listeners(event) if one.kind == Connector.Kind.OWN]


def _real(rows: QuerySet[Lead]) -> list[int]:
    return list(rows.filter(is_test=False).order_by("pk").values_list("pk", flat=True))


def _tell(hearing: Iterable[Listener], event: str, leads: Collection[int], at: datetime, **more: str) -> None:
    """The moment is the cause: the same of the same lead at the same moment is told once."""
    wanted = []
    for lead in leads:
        about = {"lead_id": lead, **more, "at": at.isoformat()}
        cause = ":".join((*more.values(), str(lead), at.isoformat()))
        wanted += [_wanted(one, event, lead, about, cause) for one in hearing]
    ask_for(wanted, now=timezone.now())


def _move(change: StageChange) -> dict[str, object]:
    return {
        "lead_id": change.lead_id,
        "enquiry": change.enquiry,
        "stage": change.to_semantic,
        "previous_stage": change.from_semantic,
        "at": change.at.isoformat(),
    }


def _wanted(one: Listener, event: str, lead: int, about: dict[str, object], cause: str) -> Wanted:
    told = about if one.kind == Connector.Kind.OWN else {}
    return Wanted(one.pk, one.kind, event, lead, told, cause)
