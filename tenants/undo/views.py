"""The page of what can be taken back, and the button behind each "Undo" (LOOK, principle 5)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from crm.lib.errors import Conflict, NotAllowed, NotThere
from tenants.desk.pages import page_context
from tenants.undo.models import Operation
from tenants.undo.registry import title_of
from tenants.undo.services.ledger import undo
from tenants.undo.services.words import in_words

SHOWN = 100  # the newest; whoever looks for an older one has thirty days of reasons to ask the trail


def ledger(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    rows = Operation.objects.visible_to(request.user).select_related("by", "undone_by")[:SHOWN]
    operations = [
        {"row": row, "title": title_of(row), "is_open": row.undone_at is None and row.expires_at > now}
        for row in rows
    ]
    return TemplateResponse(request, "admin/undo/ledger.html", page_context(request, operations=operations))


def take_back(request: HttpRequest, operation_id: int) -> HttpResponse:
    """Back to the page that asked, with a sentence."""
    try:
        done = undo(operation_id, by=request.user, now=timezone.now())
    except NotThere:
        return render(request, "404.html", status=404)
    except (Conflict, NotAllowed) as refusal:
        messages.warning(request, refusal.detail)
    else:
        whole = not done.outcome.changed_since and not done.outcome.out_of_sight
        (messages.success if whole else messages.warning)(request, in_words(done))
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    asked = request.POST.get("back", "")
    is_ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if is_ours else "admin:undo_ledger"
