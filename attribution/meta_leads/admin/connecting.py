"""A page of Meta is connected, or connected again: what its key may do is looked at first (F:I14)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from attribution.meta_leads.admin.forms import ConnectForm, KeyForm
from attribution.meta_leads.admin.pages import ONE, missing, row_of
from attribution.meta_leads.services import connecting
from attribution.meta_leads.words import SCOPES, Finding, findings
from crm.lib.row_ids import row_id
from leads.services.partners import choosable
from tenants.desk.pages import page_context


@sensitive_post_parameters("key")
@sensitive_variables()
def new(request: HttpRequest) -> HttpResponse:
    """What is missing stands at the field, and the key is typed again: it is on no page."""
    partners = choosable(request.user).values_list("pk", "name")
    form = ConnectForm(request.POST if request.method == "POST" else None, partners=partners)
    if row := form.sent(lambda: _connect(request, form)):
        messages.success(
            request, _("Connected. Its forms are here within a minute: say then what their questions mean.")
        )
        return redirect(ONE, page_id=row.pk)
    context = page_context(request, form=form, rights=SCOPES.items(), found=_found(form))
    return render(request, "admin/meta_leads/new.html", context, status=form.status)


@sensitive_variables()
def _found(form: KeyForm) -> list[Finding]:
    """What the key that was refused lacks, in words; nothing when something else was wrong."""
    is_about_key = form.refused is not None and "key" in form.refused.fields
    return findings(connecting.check(form.data.get("key", ""))) if is_about_key else []


def _connect(request: HttpRequest, form: ConnectForm) -> object:
    told = form.cleaned_data
    return connecting.connect(
        told["key"].strip(), partner=row_id(told["partner"]), by=request.user, now=timezone.now()
    )


@sensitive_post_parameters("key")
@sensitive_variables()
def again(request: HttpRequest, page_id: int) -> HttpResponse:
    """Another key for the same page; what waited is asked for anew."""
    row = row_of(request, page_id)
    if row is None:
        return missing(request)
    form = KeyForm(request.POST if request.method == "POST" else None)
    if form.sent(lambda: _connect_again(request, row.pk, form)):
        messages.success(request, _("Connected again. What was missed is being fetched."))
        return redirect(ONE, page_id=row.pk)
    context = page_context(request, row=row, form=form, rights=SCOPES.items(), found=_found(form))
    return render(request, "admin/meta_leads/again.html", context, status=form.status)


def _connect_again(request: HttpRequest, pk: int, form: KeyForm) -> object:
    key = form.cleaned_data["key"].strip()
    return connecting.connect_again(pk, key, by=request.user, now=timezone.now())
