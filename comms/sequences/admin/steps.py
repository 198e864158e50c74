"""A step is added, changed, shifted or taken out: each a plain form, after which the path is shown again."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from comms.sequences.admin.builder import CHANGE, key_read, not_there, sequence_seen
from comms.sequences.admin.step_form import StepForm
from comms.sequences.admin.trying import tried
from comms.sequences.models import Sequence, Step
from comms.sequences.services.building import keep_step, remove_step, shift_step
from comms.sequences.services.content import steps_of
from comms.sequences.services.drafts import open_version
from comms.sequences.services.telling import title_of
from crm.lib.errors import NotThere
from tenants.desk.pages import page_context
from tenants.undo.messages import say_undoable


def new_step(request: HttpRequest, sequence_id: int) -> HttpResponse:
    row = sequence_seen(request, sequence_id)
    return not_there(request) if row is None else _page(request, row, None)


def one_step(request: HttpRequest, sequence_id: int, step_key: UUID) -> HttpResponse:
    row = sequence_seen(request, sequence_id)
    version = open_version(row) if row else None
    step = next((one for one in steps_of(version) if one.key == step_key), None) if version else None
    return not_there(request) if row is None or step is None else _page(request, row, step)


def _page(request: HttpRequest, row: Sequence, step: Step | None) -> HttpResponse:
    may_write = request.user.has_perm(CHANGE) and not row.archived_at
    form = StepForm(request.POST if request.method == "POST" else None, step=step, may_write=may_write)
    kept = form.sent(
        lambda: keep_step(
            row.pk, step and step.key, form.wanted(), seen=form.cleaned_data["seen"], now=timezone.now()
        )
    )
    if kept:
        return redirect(f"{reverse('admin:sequence', args=[row.pk])}?step={kept.key}#step-{kept.key}")
    title = title_of(step) if step else _("New step")
    context = page_context(request, title=title, row=row, step=step, form=form, may_write=may_write)
    return TemplateResponse(request, "admin/sequences/step.html", context, status=form.status)


def move(request: HttpRequest, sequence_id: int) -> HttpResponse:
    """POST: the step `up` or `down`, by its key."""
    if sequence_seen(request, sequence_id) is None:
        return not_there(request)
    way, by = ("up", -1) if "up" in request.POST else ("down", 1)
    key = key_read(request.POST.get(way, ""))
    tried(request, lambda: shift_step(sequence_id, key, by, now=timezone.now()) if key else _missing())
    return redirect(f"{reverse('admin:sequence', args=[sequence_id])}#{way}-{key}")


def remove(request: HttpRequest, sequence_id: int) -> HttpResponse:
    """POST: the step `step` goes, and can be put back."""
    if sequence_seen(request, sequence_id) is None:
        return not_there(request)
    key = key_read(request.POST.get("step", ""))
    operation = tried(
        request,
        lambda: remove_step(sequence_id, key, by=request.user, now=timezone.now()) if key else _missing(),
    )
    if operation:
        say_undoable(request, _("The step is removed."), operation)
    return redirect("admin:sequence", sequence_id)


def _missing() -> None:
    raise NotThere
