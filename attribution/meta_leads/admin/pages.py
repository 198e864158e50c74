"""/admin/meta-leads/: which pages of Meta bring leads, and how each of them stands (F:I14)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from attribution.meta_leads.models import Connection, Trouble
from attribution.meta_leads.permissions import CONNECT
from attribution.meta_leads.services import connecting, looking_after
from attribution.meta_leads.services.glance import counts_of, leads_of_forms
from attribution.meta_leads.services.once_more import fetch_once_more
from attribution.meta_leads.services.troubles import end_of
from attribution.meta_leads.words import findings, right_named, said_of
from crm.lib.errors import HouseError, NotThere
from tenants.desk.access import allows
from tenants.desk.forms import AskingForm
from tenants.desk.pages import page_context

HOME, ONE = "admin:meta_leads", "admin:meta_leads_page"
TROUBLES = 20
LOUDNESS = {"ok": "ok", "resting": "info", "broken": "danger"}


def listed(request: HttpRequest) -> HttpResponse:
    rows = list(Connection.objects.visible_to(request.user).select_related("partner"))
    counts = counts_of(rows, request.user, now=timezone.now())
    context = page_context(
        request,
        rows=[(row, counts[row.pk], LOUDNESS[row.state], said(row)) for row in rows],
        may_connect=allows(CONNECT, request),
    )
    return render(request, "admin/meta_leads/pages.html", context)


def shown(request: HttpRequest, page_id: int) -> HttpResponse:
    row = row_of(request, page_id)
    if row is None:
        return missing(request)
    ours = leads_of_forms(row, request.user)
    counts = counts_of([row], request.user, now=timezone.now())[row.pk]
    troubles = Trouble.objects.filter(connection=row)[:TROUBLES]
    context = page_context(
        request,
        title=row.name,
        row=row,
        loudness=LOUDNESS[row.state],
        said=said(row),
        ends=end_of(row),
        lacks=[right_named(scope) for scope in row.lacks],
        counts=counts,
        forms=[(form, ours[form.form_id]) for form in row.forms.all()],
        troubles=[(one, said_of(one.kind, one.code)) for one in troubles],
        may_connect=allows(CONNECT, request),
    )
    return render(request, "admin/meta_leads/page.html", context)


def said(row: Connection) -> Any:
    """What is wrong and how it is mended; None where nothing is."""
    return said_of(row.trouble) if row.trouble and row.state != Connection.State.OK else None


def sync(request: HttpRequest, page_id: int) -> HttpResponse:
    """POST: look now for what nobody told of."""
    row = row_of(request, page_id)
    if row is None:
        return missing(request)
    try:
        number = looking_after.sync_now(row.pk, by=request.user, now=timezone.now())
    except HouseError as refused:
        messages.warning(request, refused.detail)
        return redirect(ONE, page_id=row.pk)
    row.refresh_from_db()
    if wrong := said(row):
        messages.warning(request, f"{wrong.what} {wrong.mend}")
    else:
        told = ngettext("%(number)d new lead was found.", "%(number)d new leads were found.", number)
        messages.success(request, told % {"number": number} if number else _("We have all that Meta has."))
    return redirect(ONE, page_id=row.pk)


def test(request: HttpRequest, page_id: int) -> HttpResponse:
    """POST: ask Meta what the key may do and which forms there are; nothing reaches a patient."""
    row = row_of(request, page_id)
    if row is None:
        return missing(request)
    report = connecting.test(row.pk)
    for finding in findings(report):
        if not finding.is_good:
            messages.warning(request, f"{finding.what} {finding.mend}")
    if report.is_enough:
        told = ngettext("It works: %(number)d form found.", "It works: %(number)d forms found.", report.forms)
        messages.success(request, told % {"number": report.forms})
    return redirect(ONE, page_id=row.pk)


def fetch(request: HttpRequest, page_id: int) -> HttpResponse:
    """POST: ask again for what Meta did not show."""
    try:
        number = fetch_once_more(page_id, by=request.user, now=timezone.now())
    except NotThere:
        return missing(request)
    except HouseError as refused:
        messages.warning(request, refused.detail)
    else:
        told = ngettext("%(number)d is asked for again.", "%(number)d are asked for again.", number)
        messages.success(request, told % {"number": number})
    return redirect(ONE, page_id=page_id)


def disconnect(request: HttpRequest, page_id: int) -> HttpResponse:
    """GET asks, POST does: its leads stay."""
    row = row_of(request, page_id)
    if row is None:
        return missing(request)
    if request.method == "POST":
        connecting.disconnect(row.pk, by=request.user, now=timezone.now())
        messages.success(request, _("Disconnected. Its leads stay."))
        return redirect(HOME)
    return render(request, "admin/meta_leads/disconnect.html", page_context(request, row=row, form=AskingForm()))


def row_of(request: HttpRequest, pk: int) -> Connection | None:
    return Connection.objects.visible_to(request.user).select_related("partner").filter(pk=pk).first()


def missing(request: HttpRequest) -> HttpResponse:
    return render(request, "404.html", status=404)
