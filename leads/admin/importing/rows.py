from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.lib.errors import HouseError
from crm.lib.row_ids import row_id
from leads.admin.importing.one import found
from leads.models import ImportRow, LeadImport
from leads.services.importing.correcting import correct_row, is_any_correctable, is_correctable
from leads.services.importing.likenesses import Likeness, likenesses
from leads.services.importing.refused import why
from leads.services.importing.rows import DOUBTS, REASONS
from tenants.desk.pages import page_context

SHOWN = 25
SKIP = ImportRow.Fate.SKIP


def rows(request: HttpRequest, import_id: int) -> HttpResponse:
    """Rows of one fate (`fate`), reason (`why`) or doubt (`doubt`), in the order of the file; `after` is the last
    row of the page before. What can be put right has its cells as fields."""
    brought = found(request, import_id)
    if brought is None:
        return render(request, "404.html", status=404)
    asked, title, said = _asked(request)
    after = row_id(request.GET.get("after", "")) or 0
    page = list(brought.rows.filter(number__gt=after, **asked).order_by("number")[: SHOWN + 1])
    alike = likenesses(page[:SHOWN], reader=request.user)
    listed = [_shown(brought, row, alike.get(row.number, ())) for row in page[:SHOWN]]
    more = page[SHOWN - 1].number if len(page) > SHOWN else None
    context = page_context(request, brought=brought, listed=listed, more=more, said=said, heading=title)
    return TemplateResponse(request, "admin/leads/importing/rows.html", context)


def _asked(request: HttpRequest) -> tuple[dict[str, Any], str, str]:
    """A condition, how the page is called, and what of the address the next page repeats."""
    reason, doubt, fate = (request.GET.get(name, "") for name in ("why", "doubt", "fate"))
    if reason in REASONS:
        return {"reason": reason}, str(REASONS[reason]), f"why={reason}&"
    if doubt in DOUBTS:
        return {"doubts__contains": [doubt]}, str(DOUBTS[doubt]), f"doubt={doubt}&"
    fate = fate if fate in ImportRow.Fate.values else SKIP
    return {"fate": fate}, str(ImportRow.Fate(fate).label), f"fate={fate}&"


def one_row(request: HttpRequest, import_id: int, number: int) -> HttpResponse:
    """A row that was left out, with its cells as fields; a POST puts it right."""
    brought = found(request, import_id)
    row = brought.rows.filter(number=number).first() if brought else None
    if brought is None or row is None:
        return render(request, "404.html", status=404)
    refused, status = "", 200
    if request.method == "POST":
        cells = request.POST.getlist("cell")
        try:
            row = correct_row(import_id, number, cells, by=request.user, now=timezone.now())
        except HouseError as wrong:
            refused, status = wrong.detail, wrong.status
        else:
            if row.fate != SKIP:
                return _in(request, brought, row)
            refused, status = why(row), 422
    alike = likenesses([row], reader=request.user).get(number, ())
    context = page_context(request, brought=brought, one=_shown(brought, row, alike), refused=refused)
    return TemplateResponse(request, "admin/leads/importing/row.html", context, status=status)


def _in(request: HttpRequest, brought: LeadImport, row: ImportRow) -> HttpResponse:
    """Back to the others, at the next one."""
    done = brought.state == LeadImport.State.DONE
    said = _("Row %(number)d is imported.") if done else _("Row %(number)d can be imported now.")
    messages.success(request, said % {"number": row.number})
    page = "admin:import_rows" if is_any_correctable(brought) else "admin:import"
    return redirect(reverse(page, args=[brought.pk]))


def _shown(brought: LeadImport, row: ImportRow, alike: Iterable[Likeness]) -> dict[str, Any]:
    """Its cells with the names of their columns; those that become nothing are kept, and not asked for."""
    cells = [
        {"name": name, "text": text, "is_used": bool(brought.mapping.get(name)), "is_long": "\n" in text}
        for name, text in zip(brought.header, row.cells, strict=False)
    ]
    may = is_correctable(row, brought)
    said = why(row) if row.fate == SKIP else ""
    used = [cell for cell in cells if cell["is_used"] and cell["text"]]
    return {"row": row, "cells": cells, "may": may, "why": said, "used": used[:6], "alike": alike}
