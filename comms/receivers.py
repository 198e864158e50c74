"""What conversations do when leads tell that something happened: their own rows, in the same transaction."""

from comms.models import Call, Conversation
from comms.services import live
from leads.models import Lead, LeadPayload


def tie(lead: Lead, payload: LeadPayload, is_new: bool) -> None:
    """Whoever waited in triage is this lead: their conversations are its. Of others nothing is asked."""
    if not payload.held_for:
        return
    for pk in Conversation.objects.filter(arrival=payload, lead=None).values_list("pk", flat=True):
        Conversation.objects.filter(pk=pk).update(lead=lead)
        live.changed(pk)


def untie(lead: Lead, payload: LeadPayload, is_new: bool) -> None:
    """It was taken back: they wait in triage again."""
    for pk in Conversation.objects.filter(arrival=payload, lead=lead).values_list("pk", flat=True):
        Conversation.objects.filter(pk=pk).update(lead=None)
        live.changed(pk)


def tie_calls(lead: Lead, payload: LeadPayload, is_new: bool) -> None:
    """Whoever called and waited in triage is this lead: their calls are its."""
    if not payload.held_for:
        return
    Call.objects.filter(arrival=payload, lead=None).update(lead=lead)


def untie_calls(lead: Lead, payload: LeadPayload, is_new: bool) -> None:
    Call.objects.filter(arrival=payload, lead=lead).update(lead=None)
