"""What became of a message goes forward only, whatever order the news come in (H:W3)."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce, Least

from comms.models import Message

State = Message.State
# A refusal that a provider sends later outranks its having been taken; whatever arrived, arrived.
RANK: Mapping[str, int] = {
    State.QUEUED: 0,
    State.CLAIMED: 1,
    State.UNKNOWN: 2,
    State.ACCEPTED: 3,
    State.FAILED: 4,
    State.DELIVERED: 5,
    State.READ: 6,
}
_MOMENT = {State.ACCEPTED: "accepted_at", State.DELIVERED: "delivered_at", State.READ: "read_at"}
ENDED = (State.FAILED, State.UNKNOWN, State.CANCELLED)
SENT = (State.ACCEPTED, State.DELIVERED, State.READ)


def below(state: str) -> list[str]:
    """The states from which a message may still go to this one."""
    return [one for one, rank in RANK.items() if rank < RANK[state]]


def advance(
    messages: QuerySet[Message],
    state: str,
    *,
    at: datetime,
    provider_id: str = "",
    trouble: str = "",
    code: str = "",
) -> int:
    """Take messages of ours to `state`, unless they are further; how many moved. Safe to repeat and to reorder.

    When each step happened is kept also for those that are further already, the earliest of what was told.
    """
    ours = messages.filter(is_out=True)
    if moment := _MOMENT.get(state):
        told = ours.filter(state__in=RANK)
        told.update(**{moment: Least(Coalesce(moment, Value(at)), Value(at))})
    columns: dict[str, object] = {"state": state, "trouble": trouble, "code": code[:40]}
    columns["ended_at"] = at if state in ENDED else None
    if provider_id:
        columns["provider_id"] = provider_id
    return ours.filter(state__in=below(state)).update(**columns)
