"""The leads of a list are put into a sequence: who would begin is shown first (F:C27)."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comms.sequences.actions import active_sequences
from comms.sequences.admin.builder import not_there
from comms.sequences.admin.forms import SequenceForm
from comms.sequences.models import Sequence
from comms.sequences.services.of_import import leads_of, who_would_begin
from comms.sequences.services.putting_in import put_in
from crm.lib.row_ids import row_id
from leads.actions import Chosen, named
from leads.models import LeadImport
from leads.services.bulk import AT_ONCE
from leads.services.bulk.beginning import begin
from tenants.desk.pages import page_context
from tenants.undo.messages import say_undoable
from tenants.undo.registry import title_of

REACTIVATION = "reactivation"  # the preset that lists of old leads are for


class ChooseForm(SequenceForm):
    sequence = forms.ChoiceField(
        label=gettext_lazy("Sequence"), error_messages={"invalid_choice": gettext_lazy("This does not exist.")}
    )

    def __init__(self, data: object, *, offered: list[tuple[object, str]], first: int | None):
        super().__init__(data, initial={"sequence": first})
        self.fields["sequence"].choices = offered
        self.dress()


def of_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """`sequence` in the address is the one that is looked at; a POST puts them in, many in the background."""
    brought = LeadImport.objects.visible_to(request.user).filter(pk=import_id).first()
    if brought is None:
        return not_there(request)
    if brought.state != LeadImport.State.DONE:
        return redirect("admin:import", brought.pk)
    offered = active_sequences(request.user)
    leads = leads_of(brought, by=request.user)
    row = _looked_at(request, offered)
    form = ChooseForm(request.POST if request.method == "POST" else None, offered=offered, first=row and row.pk)
    if answer := form.sent(lambda: _put_in(request, leads, row_id(form.cleaned_data["sequence"]) or 0)):
        return answer
    would = who_would_begin(row, leads, now=timezone.now()) if row else None
    context = page_context(request, brought=brought, form=form, row=row, would=would, number=len(leads))
    return TemplateResponse(request, "admin/sequences/of_import.html", context, status=form.status)


def _looked_at(request: HttpRequest, offered: list[tuple[object, str]]) -> Sequence | None:
    """What is asked for, else the one that began as our preset, else the first."""
    rows = Sequence.objects.filter(pk__in=[pk for pk, _name in offered])
    asked = request.POST.get("sequence") or request.GET.get("sequence", "")
    found = rows.filter(pk=row_id(asked)).first() if row_id(asked) else None
    return found or rows.filter(preset=REACTIVATION).first() or rows.first()


def _put_in(request: HttpRequest, leads: list[int], sequence: int) -> HttpResponse:
    now = timezone.now()
    if len(leads) > AT_ONCE:
        run = begin(named("put_in_sequence"), leads, Chosen(str(sequence)), by=request.user, now=now)
        return redirect("admin:run", run.pk)
    done = put_in(leads, sequence=sequence, by=request.user, now=now)
    if done.operation:
        say_undoable(request, f"{title_of(done.operation)}.", done.operation, whole=not done.conflicts)
    else:
        messages.info(request, _("Nobody of this list begins it."))
    return redirect("admin:sequence", sequence)
