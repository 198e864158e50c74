"""/admin/outbound/systems/: which other systems hear of what happens here (HOUSE 12)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.debug import sensitive_variables

from comms.outbound.admin.forms import NewSystemForm, SystemForm
from comms.outbound.catalogue import words_of
from comms.outbound.models import Connector, Delivery
from comms.outbound.permissions import CONNECT
from comms.outbound.services import systems as service
from comms.outbound.words import sentence
from crm.lib.errors import HouseError, NotThere
from tenants.desk.access import allows
from tenants.desk.forms import AskingForm
from tenants.desk.pages import page_context

HOME = "admin:outbound_systems"


def listed(request: HttpRequest) -> HttpResponse:
    rows = [(one, sentence(one.code, is_own=one.is_own)) for one in Connector.objects.visible_to(request.user)]
    may = {"may_connect": allows(CONNECT, request)}
    return render(request, "admin/outbound/systems.html", page_context(request, rows=rows, **may))


@sensitive_variables()
def new(request: HttpRequest) -> HttpResponse:
    """The secret is on the page that answers the form, and on no other."""
    form = NewSystemForm(request.POST if request.method == "POST" else None)
    if made := form.sent(lambda: service.add(**form.cleaned_data, by=request.user, now=timezone.now())):
        return _once(request, *made)
    context = page_context(request, form=form)
    return render(request, "admin/outbound/new.html", context, status=form.status)


class SystemView(View):
    """GET shows one and what may be changed of it; POST changes it."""

    def get(self, request: HttpRequest, connector_id: int) -> HttpResponse:
        row = _row(request, connector_id)
        return _missing(request) if row is None else self._show(request, row, SystemForm.about(row))

    def post(self, request: HttpRequest, connector_id: int) -> HttpResponse:
        row = _row(request, connector_id)
        if row is None or not row.is_own:
            return _missing(request)
        form = SystemForm.about(row, request.POST)
        if form.sent(lambda: service.change(row.pk, **form.cleaned_data, by=request.user)):
            messages.success(request, _("Saved. It counts everywhere within seconds."))
            return redirect("admin:outbound_system", connector_id=row.pk)
        return self._show(request, row, form)

    def _show(self, request: HttpRequest, row: Connector, form: AskingForm) -> HttpResponse:
        context = page_context(
            request,
            title=row.name,
            row=row,
            form=form,
            said=sentence(row.code, is_own=row.is_own),
            events=[words_of(event) for event in row.events],
            may_connect=allows(CONNECT, request),
        )
        return render(request, "admin/outbound/system.html", context, status=form.status)


@sensitive_variables()
def secret(request: HttpRequest, connector_id: int) -> HttpResponse:
    """POST: another one, which is on the page that answers and on no other."""
    try:
        return _once(request, *service.renew_secret(connector_id, by=request.user))
    except NotThere:
        return _missing(request)


def switch(request: HttpRequest, connector_id: int) -> HttpResponse:
    """POST: off, or on again, as `on` says."""
    on = request.POST.get("on") == "yes"
    try:
        service.switch(connector_id, on=on, by=request.user, now=timezone.now())
    except NotThere:
        return _missing(request)
    messages.success(request, _("It is in use. What waited leaves now.") if on else _("It is switched off."))
    return redirect(HOME)


def ping(request: HttpRequest, connector_id: int) -> HttpResponse:
    """POST: a test; what became of it stands in the log."""
    try:
        reference = service.ping(connector_id, by=request.user, now=timezone.now())
    except NotThere:
        return _missing(request)
    except HouseError as refused:
        messages.warning(request, refused.detail)
        return redirect("admin:outbound_system", connector_id=connector_id)
    messages.success(request, _("A test is on its way. What became of it stands here."))
    delivery = Delivery.objects.get(reference=reference)
    return redirect("admin:outbound_delivery", delivery_id=delivery.pk)


def remove(request: HttpRequest, connector_id: int) -> HttpResponse:
    row = _row(request, connector_id)
    if row is None or not row.is_own:
        return _missing(request)
    if request.method == "POST":
        service.remove(row.pk, by=request.user, now=timezone.now())
        messages.success(request, _("Removed. It is told nothing more."))
        return redirect(HOME)
    return render(request, "admin/outbound/remove.html", page_context(request, row=row, form=AskingForm()))


def _row(request: HttpRequest, pk: int) -> Connector | None:
    return Connector.objects.visible_to(request.user).filter(pk=pk).first()


def _missing(request: HttpRequest) -> HttpResponse:
    return render(request, "404.html", status=404)


def _once(request: HttpRequest, row: Connector, text: str) -> HttpResponse:
    context = page_context(request, title=row.name, row=row, text=text)
    return render(request, "admin/outbound/shown_once.html", context)
