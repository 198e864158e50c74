"""/admin/conversions/: what ad platforms are told of, what is not and why, and the files for Google Ads."""

import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_variables

from attribution.conversions.admin.forms import FileForm, RulesForm
from attribution.conversions.admin.wishes import answer_of
from attribution.conversions.models import ConversionEvent, Export
from attribution.conversions.models.export import Layout
from attribution.conversions.permissions import CHANGE, EXPORT
from attribution.conversions.querysets import State
from attribution.conversions.services.exporting import made_before, make_export
from attribution.conversions.services.fetching import FETCHED, new_address, no_address
from attribution.conversions.services.listing import Asked, files_of, numbers_of, page_of
from attribution.conversions.services.neutral import conversion_rules, keep_rules
from crm.lib.errors import NotThere
from leads.services.money import amount_shown
from tenants.desk.access import allows
from tenants.desk.pages import page_context
from tenants.settings.services.clinic import clinic_settings

LOUD = {State.READY: "info", State.TOLD: "ok", State.NO_CONSENT: "warn", State.NO_VALUE: "warn"}


@dataclass(frozen=True)
class Row:
    event: ConversionEvent
    label: str
    loudness: str
    worth: str


def conversions(request: HttpRequest, form: FileForm | None = None) -> HttpResponse:
    asked, rules, now = Asked.of(request.GET), conversion_rules(), timezone.now()
    numbers = numbers_of(request.user, rules, zone=clinic_settings().time_zone, now=now)
    rows, onward = page_of(request.user, rules, asked, now=now)
    may_export = allows(EXPORT, request)
    shown = [(one, State(one).label, numbers.states[one], _query(one)) for one in State.values]
    context = page_context(
        request,
        title=_("Conversions"),
        rules=rules,
        states=[row for row in shown if row[2] or row[0] == asked.state],
        total=sum(numbers.states.values()),
        rows=[_row(one) for one in rows],
        asked=asked,
        older=_query(asked.state, onward) if onward else "",
        files=files_of(request.user) if may_export else [],
        layouts=[(layout, numbers.ready[layout]) for layout in Layout if layout != Layout.PLAIN],
        plain=numbers.ready[Layout.PLAIN],
        form=form or FileForm(None),
        may_export=may_export,
        address=request.build_absolute_uri(reverse("google-ads-export")),
    )
    return render(request, "admin/conversions/conversions.html", context, status=form.status if form else 200)


def make(request: HttpRequest) -> HttpResponse:
    """POST: a file, which is the first of the list then."""
    form = FileForm(request.POST)
    file = form.sent(lambda: make_export(form.wish(), by=request.user, way=Export.Way.PAGE, now=timezone.now()))
    if file is None:
        answer = conversions(request, form)
        if wait := getattr(form.refused, "retry_after", None):
            answer["Retry-After"] = str(wait)
        return answer
    if file.export is None:
        messages.info(request, _("Nothing is new for this file, so none was made."))
    else:
        words = ngettext(
            "A file of %(n)d line was made.", "A file of %(n)d lines was made.", file.export.rows_written
        )
        messages.success(request, f"{words % {'n': file.export.rows_written}} {_('It is the first of the files.')}")
    return redirect(f"{reverse('admin:conversions')}#files")


def download(request: HttpRequest, conversion_file_id: uuid.UUID) -> HttpResponse:
    """The same bytes each time."""
    try:
        return answer_of(made_before(conversion_file_id, by=request.user), request)
    except NotThere:
        return render(request, "404.html", status=404)


def settings(request: HttpRequest) -> HttpResponse:
    row, may_write = conversion_rules(), allows(CHANGE, request)
    form = RulesForm(request.POST if request.method == "POST" else None, row=row, readable_only=not may_write)
    if form.sent(lambda: keep_rules(form.wanted())):
        messages.success(request, _("Saved. Files made from now on say it so."))
        return redirect("admin:conversion_settings")
    return _settings(request, form, may_write=may_write)


@sensitive_variables()
def address(request: HttpRequest) -> HttpResponse:
    """POST: another secret address, which is on the page that answers and on no other; or none, as `do` says."""
    if request.POST.get("do") == "remove":
        no_address()
        messages.success(request, _("The address is gone. Nothing can be fetched any more."))
        return redirect("admin:conversion_settings")
    secret = new_address(now=timezone.now())
    made = [
        (one, request.build_absolute_uri(reverse("google-ads-fetch", args=[secret, one.value]))) for one in FETCHED
    ]
    form = RulesForm(None, row=conversion_rules(), readable_only=False)
    return _settings(request, form, may_write=True, made=made)


def _settings(request: HttpRequest, form: RulesForm, **more: Any) -> HttpResponse:
    context = page_context(request, title=_("Settings of conversions"), form=form, rules=conversion_rules(), **more)
    return render(request, "admin/conversions/settings.html", context, status=form.status)


def _row(event: ConversionEvent) -> Row:
    worth = "" if event.value is None else f"{event.currency} {amount_shown(event.value)}"
    return Row(event, State(event.state).label, LOUD.get(event.state, ""), worth)


def _query(state: str, before: int | None = None) -> str:
    given = {"state": state} | ({"before": before} if before else {})
    return f"?{urlencode({name: value for name, value in given.items() if value})}#list"
