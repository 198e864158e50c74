"""All sequences with their numbers, and what one may start from."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comms.sequences.admin.forms import NewForm
from comms.sequences.packs import PRESETS
from comms.sequences.services.keeping import Settings, new_sequence
from comms.sequences.services.listing import DAYS, listed
from comms.sequences.services.presets import start_from
from crm.lib.errors import NotThere
from tenants.desk.pages import page_context

ADD = "sequences.add_sequence"


def sequences(request: HttpRequest) -> HttpResponse:
    archived = request.GET.get("archived") == "yes"
    rows = listed(request.user, archived=archived, now=timezone.now())
    may_add = request.user.has_perm(ADD)
    context = page_context(
        request, rows=rows, archived=archived, days=DAYS, may_add=may_add, presets=PRESETS.items()
    )
    return TemplateResponse(request, "admin/sequences/list.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """A name for an empty one; or `preset`, the key of one of ours."""
    if request.method == "POST" and "preset" in request.POST:
        return _from_preset(request)
    form = NewForm(request.POST if request.method == "POST" else None)
    made = form.sent(
        lambda: new_sequence(Settings(name=form.cleaned_data["name"]), by=request.user, now=timezone.now())
    )
    if made:
        return redirect("admin:sequence", made.pk)
    context = page_context(request, form=form, presets=PRESETS.items())
    return TemplateResponse(request, "admin/sequences/new.html", context, status=form.status)


def _from_preset(request: HttpRequest) -> HttpResponse:
    try:
        made = start_from(request.POST["preset"], by=request.user, now=timezone.now())
    except NotThere:
        messages.warning(request, _("This does not exist."))
        return redirect("admin:sequence_new")
    messages.success(request, _("A draft is made. Look at its steps, then rehearse and activate it."))
    return redirect("admin:sequence", made.pk)
