"""A lead is put into a sequence from its page, waits there, goes on, or is taken out. Each a POST."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from comms.sequences.admin.builder import not_there
from comms.sequences.models import Enrolment
from comms.sequences.services.pausing import go_on_one, pause_one
from comms.sequences.services.putting_in import put_in, take_out_one
from crm.lib.errors import HouseError, NotThere
from crm.lib.row_ids import row_id
from leads.models import Lead
from tenants.undo.messages import say_undoable
from tenants.undo.registry import title_of

TURNS: dict[str, Callable[..., Any]] = {"pause": pause_one, "go_on": go_on_one, "out": take_out_one}


def begin(request: HttpRequest, lead_id: int) -> HttpResponse:
    if not Lead.objects.visible_to(request.user).filter(pk=lead_id).exists():
        return not_there(request)
    return _do(request, lead_id, lambda: _begin(request, lead_id))


def turn(request: HttpRequest, lead_id: int, enrolment_id: int) -> HttpResponse:
    """`do` is one of TURNS; anything else turns nothing."""
    deed = TURNS.get(request.POST.get("do", ""))
    is_theirs = Enrolment.objects.visible_to(request.user).filter(pk=enrolment_id, lead=lead_id).exists()
    if not is_theirs:
        return not_there(request)
    return _do(request, lead_id, lambda: deed and deed(enrolment_id, by=request.user, now=timezone.now()))


def _begin(request: HttpRequest, lead_id: int) -> None:
    about = {"sequence": row_id(request.POST.get("sequence", "")) or 0, "way": Enrolment.Way.HAND}
    done = put_in([lead_id], **about, by=request.user, now=timezone.now())
    if done.out_of_sight:
        raise NotThere
    if done.operation:
        say_undoable(request, f"{title_of(done.operation)}.", done.operation)
    for said in done.conflicts.values():
        messages.warning(request, said)


def _do(request: HttpRequest, lead_id: int, deed: Callable[[], Any]) -> HttpResponse:
    try:
        deed()
    except NotThere:
        return not_there(request)
    except HouseError as refused:
        messages.warning(request, refused.detail)
    if not Lead.objects.visible_to(request.user).filter(pk=lead_id).exists():
        return redirect("admin:leads_lead_changelist")
    return redirect("admin:leads_lead_change", lead_id)
