"""A sequence is paused, goes on, is archived, comes back; a draft is discarded. Each a POST."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from comms.sequences.admin.builder import not_there, sequence_seen
from comms.sequences.admin.trying import tried
from comms.sequences.services import pausing
from comms.sequences.services.archiving import archive_sequence, restore_sequence
from comms.sequences.services.drafts import discard_draft
from tenants.undo.messages import say_undoable
from tenants.undo.registry import title_of


def archive(request: HttpRequest, sequence_id: int) -> HttpResponse:
    if sequence_seen(request, sequence_id) is None:
        return not_there(request)
    turn = restore_sequence if request.POST.get("wanted") == "restore" else archive_sequence
    operation = tried(request, lambda: turn(sequence_id, by=request.user, now=timezone.now()))
    if operation:
        say_undoable(request, f"{title_of(operation)}.", operation)
    return redirect("admin:sequence", sequence_id)


def discard(request: HttpRequest, sequence_id: int) -> HttpResponse:
    if sequence_seen(request, sequence_id) is None:
        return not_there(request)
    if tried(request, lambda: discard_draft(sequence_id)):
        messages.success(request, _("The draft is discarded. The version in use stays as it was."))
    return redirect("admin:sequence", sequence_id)


def pause(request: HttpRequest, sequence_id: int) -> HttpResponse:
    if sequence_seen(request, sequence_id) is None:
        return not_there(request)
    if request.POST.get("wanted") == "go_on":
        if tried(request, lambda: pausing.go_on(sequence_id, by=request.user, now=timezone.now())):
            messages.success(request, _("It goes on. What was missed in the pause is not caught up."))
    elif tried(request, lambda: pausing.pause(sequence_id, by=request.user, now=timezone.now())):
        messages.success(request, _("Paused. Nothing leaves until somebody lets it go on."))
    return redirect("admin:sequence", sequence_id)
