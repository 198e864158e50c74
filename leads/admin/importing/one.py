from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.lib.errors import HouseError
from leads.admin.importing.bringing import can_go_back
from leads.admin.importing.form import ColumnsForm
from leads.admin.importing.otherwise import ReadingForm
from leads.admin.importing.signs import sign_of
from leads.models import LeadImport
from leads.parts import parts_of_import
from leads.services.importing.checking import check, is_at_work
from leads.services.importing.files import in_words
from leads.services.importing.loading import load
from leads.services.importing.reading_otherwise import is_text, read_otherwise
from leads.services.importing.reserving import too_many
from leads.services.importing.rows import DOUBTS, REASONS
from leads.services.importing.rows.reasons import NEAR
from tenants.desk.pages import page_context
from tenants.runs.models import Run

State = LeadImport.State
AT_WORK = (State.CHECKING, State.LOADING)
FINISHED = (State.DONE, State.UNDONE)
KINDS = {"meta": "Meta", "hubspot": "HubSpot", "salesforce": "Salesforce", "places": "Google Maps"}
OURS = "bridgework"


def found(request: HttpRequest, import_id: int) -> LeadImport | None:
    rows = LeadImport.objects.visible_to(request.user).select_related("by", "operation")
    return rows.filter(pk=import_id).first()


def one_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """Columns and dry run of a list; how far it is while it is worked on; what came of it afterwards."""
    brought = found(request, import_id)
    if brought is None:
        return render(request, "404.html", status=404)
    told = _told(request, brought)
    if request.method == "POST" and told["is_stopped"]:
        _load_on(request, brought)
        return redirect("admin:import", import_id)
    is_open = bool(brought.stored) and not (told["is_at_work"] or told["is_stopped"] or told["is_finished"])
    sent = request.POST if request.method == "POST" and is_open else None
    is_read = sent is not None and sent.get("do") == "read"
    reading = ReadingForm(sent if is_read else None, brought=brought)
    form = ColumnsForm(None if is_read else sent, brought=brought)
    if reading.sent(lambda: _read(request, reading)) or form.sent(lambda: _go_on(request, form)):
        return redirect("admin:import", import_id)
    context = told | {"form": form, "columns": _columns(form), "is_open": is_open}
    page = page_context(request, **context, reading=reading if is_open and is_text(brought) else None)
    status = max(form.status, reading.status)
    return TemplateResponse(request, "admin/leads/importing/one.html", page, status=status)


def _read(request: HttpRequest, form: ReadingForm) -> bool:
    read_otherwise(form.brought.pk, **form.cleaned_data, by=request.user, now=timezone.now())
    return True


def _go_on(request: HttpRequest, form: ColumnsForm) -> bool:
    """Look again, or import what was looked at: a choice that nobody has seen the outcome of is shown first."""
    brought, now = form.brought, timezone.now()
    if request.POST.get("do") == "load":
        if brought.state == State.CHECKED and form.is_as_checked():
            load(brought.pk, by=request.user, now=now)
            return True
        messages.info(request, _("You changed something: look at what would happen now, then import."))
    check(brought.pk, form.mapping(), form.options(), by=request.user, now=now)
    return True


def _load_on(request: HttpRequest, brought: LeadImport) -> None:
    """Of a list whose loading was stopped, the rest."""
    try:
        load(brought.pk, by=request.user, now=timezone.now())
    except HouseError as refused:
        messages.warning(request, refused.detail)


def _columns(form: ColumnsForm) -> list[dict[str, Any]]:
    brought, listed = form.brought, []
    for at, name in enumerate(brought.header):
        cells = [row[at] for row in brought.samples if row[at].strip()]
        field = form[f"to_{at}"]
        listed.append(
            {"name": name, "example": cells[0] if cells else "", "field": field}
            | {"sign": sign_of(brought.mapping.get(name, ""), cells, brought)}
        )
    return listed


def _told(request: HttpRequest, brought: LeadImport) -> dict[str, Any]:
    counts = brought.counts or {}
    reasons = sorted(counts.get("reasons", {}).items(), key=lambda one: -one[1])
    new, merged, skipped = (counts.get(name, 0) for name in ("new", "merge", "skip"))
    kind = KINDS.get(brought.kind, "")
    at_work = brought.state in AT_WORK and is_at_work(brought)
    return {
        "brought": brought,
        "about": in_words(brought.about),
        "kind": kind,
        "is_ours": brought.kind == OURS,
        "counts": {"new": new, "merge": merged, "skip": skipped, "usable": new + merged},
        "reasons": [(code, str(REASONS.get(code, code)), number) for code, number in reasons],
        "near": counts.get("doubts", {}).get(NEAR, 0),
        "near_said": str(DOUBTS[NEAR]),
        "run": _run(request, brought),
        "is_at_work": at_work,
        "is_stopped": brought.state == State.LOADING and not at_work,
        "is_finished": brought.state in FINISHED,
        "is_checked": brought.state == State.CHECKED,
        "too_many": too_many(brought, now=timezone.now()) if brought.state == State.CHECKED else "",
        "can_go_back": can_go_back(brought),
        "parts": parts_of_import(brought, request.user) if brought.state == State.DONE else [],
        "title": _("Import leads"),
    }


def _run(request: HttpRequest, brought: LeadImport) -> Run | None:
    return Run.objects.visible_to(request.user).filter(pk=brought.run).first() if brought.run else None
