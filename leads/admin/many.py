"""What became of each lead of work in the background: those that were skipped, and why (F:W5, T20)."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils import timezone

from leads.models import BulkRow
from leads.services.bulk.beginning import BULK
from leads.services.bulk.telling import title_of_run
from leads.services.named_leads import names_of_leads
from tenants.desk.pages import page_context
from tenants.desk.turning import turned
from tenants.runs.models import Run
from tenants.undo.models import Operation

SIZE = 50


def many(request: HttpRequest, run_id: uuid.UUID) -> HttpResponse:
    """The rows of one run, by result; without one asked for, all that did not change."""
    run = Run.objects.visible_to(request.user).filter(pk=run_id, kind=BULK).first()
    if run is None:
        return render(request, "404.html", status=404)
    rows = BulkRow.objects.filter(run=run).order_by("lead_id")
    wanted = request.GET.get("result", "")
    kinds = [(value, label) for value, label in BulkRow.Result.choices if value]
    is_known = wanted in dict(kinds)
    shown = rows.filter(result=wanted) if is_known else rows.exclude(result=BulkRow.Result.CHANGED)
    pages = turned(request, shown, size=SIZE)
    names = names_of_leads([row.lead_id for row in pages.rows], request.user)
    open_now = Operation.objects.visible_to(request.user).open(timezone.now())
    told = {
        "run": run,
        "counts": _counts(run),
        "wanted": wanted if is_known else "",
        "pages": pages,
        "rows": [(row, names.get(row.lead_id)) for row in pages.rows],
        "operation": open_now.filter(pk=run.result.get("operation")).first(),
    }
    context = page_context(request, title=title_of_run(run), **told)
    return TemplateResponse(request, "admin/leads/many/results.html", context)


def _counts(run: Run) -> list[tuple[str, object, int]]:
    """(result, in words, how many), of those that there are."""
    by_result = {"conflict": "conflicts"}
    counted = [
        (value, label, run.result.get(by_result.get(value, value), 0)) for value, label in BulkRow.Result.choices
    ]
    return [one for one in counted if one[2]]
