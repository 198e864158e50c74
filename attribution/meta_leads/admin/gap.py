"""What Meta has and what we have, form by form, and fetching what is missing (H:W7)."""

from datetime import date, datetime, time, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from attribution.meta_leads.admin.forms import RangeForm
from attribution.meta_leads.admin.pages import missing, row_of
from attribution.meta_leads.models import Connection
from attribution.meta_leads.services import backfilling, gaps
from attribution.meta_leads.words import Said, said_of
from attribution.providers.meta_leads.base import MetaRefused
from crm.lib.errors import HouseError
from tenants.desk.pages import page_context
from tenants.staff.services.shifts import zone_named, zone_of_clinic


def gap(request: HttpRequest, page_id: int) -> HttpResponse:
    """GET with a range compares; without one it asks for it. Meta is asked outside every transaction."""
    row = row_of(request, page_id)
    if row is None:
        return missing(request)
    form = RangeForm(request.GET if "since" in request.GET else None, today=_today())
    rows, wrong = [], None
    if form.is_bound and form.is_valid():
        rows, wrong = _compared(row, *_moments(form))
    context = page_context(
        request,
        row=row,
        form=form,
        rows=rows,
        wrong=wrong,
        theirs=sum(one.theirs for one in rows),
        ours=sum(one.ours for one in rows),
        lacks=any(one.missing for one in rows),
        is_part=not all(one.is_whole for one in rows),
    )
    return render(request, "admin/meta_leads/gap.html", context)


def backfill(request: HttpRequest, page_id: int) -> HttpResponse:
    """POST: take in all of a range that is not here yet, in the background."""
    row = row_of(request, page_id)
    if row is None:
        return missing(request)
    form = RangeForm(request.POST, today=_today())
    if not form.is_valid():
        return redirect("admin:meta_leads_gap", page_id=row.pk)
    since, until = _moments(form)
    try:
        run = backfilling.begin(row, since, until, by=request.user, now=timezone.now())
    except HouseError as refused:
        messages.warning(request, refused.detail)
        return redirect("admin:meta_leads_page", page_id=row.pk)
    return redirect("admin:run", run.pk)


def _compared(row: Connection, since: datetime, until: datetime) -> tuple[list[gaps.Gap], Said | None]:
    try:
        return list(gaps.gap(row, since, until)), None
    except MetaRefused as refused:
        return [], said_of(refused.trouble, refused.code)


def _today() -> date:
    return timezone.now().astimezone(zone_named(zone_of_clinic())).date()


def _moments(form: RangeForm) -> tuple[datetime, datetime]:
    """Both days whole, by the clinic's clock."""
    zone = zone_named(zone_of_clinic())
    since, until = form.cleaned_data["since"], form.cleaned_data["until"] + timedelta(days=1)
    return datetime.combine(since, time.min, zone), datetime.combine(until, time.min, zone)
