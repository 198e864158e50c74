"""What other systems hear when leads tell that something happened: rows of ours, in the same transaction."""

from collections.abc import Collection

from comms.outbound.catalogue import LEAD_CREATED, LEAD_RETURNED, OF_STAGE
from comms.outbound.models import Connector
from comms.outbound.services.asking import Wanted, ask_for
from comms.outbound.services.coming_from_there import note_origin
from comms.outbound.services.hearing import Listener, listeners
from leads.models import Lead, LeadPayload, StageChange


def arrived(lead: Lead, payload: LeadPayload, is_new: bool) -> None:
    """Somebody wrote. GoHighLevel is not told of those that it told us of."""
    event = LEAD_CREATED if is_new else LEAD_RETURNED
    hearing = [] if lead.is_test else [one for one in listeners(event) if not note_origin(one, lead, payload)]
    at = payload.received_at
    about = {"lead_id": lead.pk, "enquiry": lead.enquiry, "source": lead.source, "at": at.isoformat()}
    ask_for((_wanted(one, event, lead, about, f"arrival:{payload.pk}") for one in hearing), now=at)


def moved(changes: Collection[StageChange]) -> None:
    """Enquiries were accepted or completed, for the first time."""
    for event, ours in _by_event(changes).items():
        hearing = listeners(event)
        ask_for((_wanted(one, event, *_move(change)) for change in ours for one in hearing), now=ours[0].at)


def _by_event(changes: Collection[StageChange]) -> dict[str, list[StageChange]]:
    found: dict[str, list[StageChange]] = {}
    for change in changes:
        event = OF_STAGE.get(change.to_semantic)
        if event and not change.lead.is_test:
            found.setdefault(event, []).append(change)
    return found


def _move(change: StageChange) -> tuple[Lead, dict[str, object], str]:
    about = {
        "lead_id": change.lead_id,
        "enquiry": change.enquiry,
        "stage": change.to_semantic,
        "previous_stage": change.from_semantic,
        "at": change.at.isoformat(),
    }
    return change.lead, about, f"change:{change.pk}"


def _wanted(one: Listener, event: str, lead: Lead, about: dict[str, object], cause: str) -> Wanted:
    told = about if one.kind == Connector.Kind.OWN else {}
    return Wanted(one.pk, one.kind, event, lead.pk, told, cause)
