"""What other systems hear when leads tell that something happened: rows of ours, in the same transaction."""

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


def moved(lead: Lead, change: StageChange) -> None:
    """An enquiry was accepted or completed, for the first time."""
    event = OF_STAGE.get(change.to_semantic, "")
    hearing = [] if lead.is_test else listeners(event)
    about = {
        "lead_id": lead.pk,
        "enquiry": change.enquiry,
        "stage": change.to_semantic,
        "previous_stage": change.from_semantic,
        "at": change.at.isoformat(),
    }
    ask_for((_wanted(one, event, lead, about, f"change:{change.pk}") for one in hearing), now=change.at)


def _wanted(one: Listener, event: str, lead: Lead, about: dict[str, object], cause: str) -> Wanted:
    told = about if one.kind == Connector.Kind.OWN else {}
    return Wanted(one.pk, one.kind, event, lead.pk, told, cause)
