"""What was filled in and is no lead yet, because nobody said what it means or Meta does not show it (F:I12)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from attribution.meta_leads.models import Connection, Form, InstantLead
from tenants.desk.pages import page_context

AT_ONCE = 100
State = InstantLead.State


def listed(request: HttpRequest) -> HttpResponse:
    """The newest first; each leads to where it is mended."""
    pages = Connection.objects.visible_to(request.user)
    rows = InstantLead.objects.visible_to(request.user).filter(connection__in=pages)
    rows = rows.filter(state__in=[State.UNROUTED, State.UNFETCHED]).select_related("connection")
    rows = list(rows.order_by("-first_at", "-pk")[: AT_ONCE + 1])
    forms = {(form.connection_id, form.form_id): form for form in Form.objects.filter(connection__in=pages)}
    shown = [(row, forms.get((row.connection_id, row.form_id))) for row in rows[:AT_ONCE]]
    more = len(rows) > AT_ONCE
    return render(request, "admin/meta_leads/open.html", page_context(request, rows=shown, more=more))
