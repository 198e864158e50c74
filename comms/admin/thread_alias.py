"""The short address of a conversation."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from comms.models import Conversation


def open_thread(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """To the conversation in the inbox; 404 for one that is not there or not theirs."""
    if not Conversation.objects.visible_to(request.user).filter(pk=conversation_id).exists():
        raise Http404
    return redirect("admin:inbox_talk", conversation_id=conversation_id)
