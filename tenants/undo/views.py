"""The pages of what can be taken back, and the button behind each "Undo" (LOOK, principle 5)."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from crm.lib.errors import Conflict, NotAllowed, NotThere
from tenants.desk.pages import page_context
from tenants.desk.turning import turned
from tenants.runs.models import Run
from tenants.undo.models import Operation
from tenants.undo.registry import title_of
from tenants.undo.services.by_pieces import take_back
from tenants.undo.services.listing import left_alone, listed, still_to_go
from tenants.undo.services.undoing import is_at_work
from tenants.undo.services.words import in_words

SHOWN = 100  # the newest; whoever looks for an older one has thirty days of reasons to ask the trail
ROWS = 50
UNASKED = timedelta(minutes=10)  # as long as somebody knows what they just did


def ledger(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    rows = Operation.objects.visible_to(request.user).whole().select_related("by", "undone_by")[:SHOWN]
    operations = [{"row": row, "title": title_of(row), "is_open": _is_open(row, now)} for row in rows]
    may_newest = any(one["is_open"] and one["row"].by_id == request.user.pk for one in operations)
    shown = {"operations": operations, "may_newest": may_newest}
    return TemplateResponse(request, "admin/undo/ledger.html", page_context(request, **shown))


def operation(request: HttpRequest, operation_id: int) -> HttpResponse:
    """Its page: what it would take back, or what was undone and what was left alone. POST takes it back."""
    if request.method == "POST":
        return _take_back(request, operation_id)
    mine = Operation.objects.visible_to(request.user).whole().select_related("by", "undone_by")
    found = mine.filter(pk=operation_id).first()
    if found is None:
        return render(request, "404.html", status=404)
    is_over = found.undone_at is not None
    rows = left_alone(found) if is_over else still_to_go(found)
    pages = turned(request, rows, size=ROWS)
    shown = {
        "row": found,
        "is_open": _is_open(found, timezone.now()),
        "is_at_work": is_at_work(found),
        "pages": pages,
        "listed": listed(list(pages.rows), found, reader=request.user),
    }
    context = page_context(request, title=title_of(found), **shown)
    return TemplateResponse(request, "admin/undo/operation.html", context)


def newest(request: HttpRequest) -> HttpResponse:
    """The key u: at once what was done a moment ago; of anything older its page asks first (F:W5, W9)."""
    now = timezone.now()
    own = Operation.objects.visible_to(request.user).whole().open(now).filter(by=request.user).first()
    if own is None:
        messages.info(request, _("There is nothing of yours to undo."))
        return redirect(_back(request))
    if own.at < now - UNASKED:
        return redirect("admin:undo_take_back", own.pk)
    return _take_back(request, own.pk)


def _take_back(request: HttpRequest, operation_id: int) -> HttpResponse:
    """Back to the page that asked, with a sentence; of many to the page that says how far it is."""
    try:
        done = take_back(operation_id, by=request.user, now=timezone.now())
    except NotThere:
        return render(request, "404.html", status=404)
    except (Conflict, NotAllowed) as refusal:
        messages.warning(request, refusal.detail)
        return redirect(_back(request))
    if isinstance(done, Run):
        return redirect("admin:run", done.pk)
    whole = not done.outcome.changed_since and not done.outcome.out_of_sight
    (messages.success if whole else messages.warning)(request, in_words(done))
    return redirect(_back(request))


def _is_open(row: Operation, now: datetime) -> bool:
    return row.undone_at is None and row.expires_at > now


def _back(request: HttpRequest) -> str:
    asked = request.POST.get("back", "")
    is_ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if is_ours else "admin:undo_ledger"
