"""From one state of a clinic to the next: asked for on a page, done by POST, with a reason (F:T21)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from crm.lib.errors import Conflict
from tenants.desk.access import PLATFORM
from tenants.desk.pages import page_context, register_page
from tenants.forms import ClosingForm, ReasonForm
from tenants.models import Clinic
from tenants.services import states

_State = Clinic.State


@dataclass(frozen=True)
class Step:
    name: str
    take: Callable[..., None]
    starts: frozenset[str]
    button: Any
    icon: str
    title: Any
    follows: Any


STEPS = {
    step.name: step
    for step in [
        Step(
            "suspend", states.suspend, frozenset({_State.ACTIVE}), _("Pause the clinic"), "pause_circle",
            _("Pause %(clinic)s?"),
            _("Its people look and change nothing, nothing is sent. Leads still arrive. You can undo this."),
        ),
        Step(
            "resume", states.resume, frozenset({_State.SUSPENDED}), _("Activate the clinic"), "check_circle",
            _("Activate %(clinic)s?"),
            _("Its people work again, and what waited is sent."),
        ),
        Step(
            "close", states.close, frozenset({_State.ACTIVE, _State.SUSPENDED}), _("Close the clinic"), "logout",
            _("Close %(clinic)s?"),
            _("Its address stops answering, nothing is taken or sent. Its data stays, you can open it again."),
        ),
        Step(
            "reopen", states.reopen, frozenset({_State.CLOSING}), _("Open the clinic again"), "undo",
            _("Open %(clinic)s again?"),
            _("It comes back paused: look at it, then activate it."),
        ),
    ]
}  # fmt: skip


def steps_from(clinic: Clinic) -> list[Step]:
    return [step for step in STEPS.values() if clinic.state in step.starts]


def clinic_step(request: HttpRequest, clinic_id: UUID, step: str) -> HttpResponse:
    """GET asks, POST does. A step that the state no longer allows is said as a sentence, with 409."""
    clinic, wanted = get_object_or_404(Clinic, pk=clinic_id), STEPS[step]
    form = _form(wanted, clinic, request.POST if request.method == "POST" else None)
    status, refusal = 200, ""
    if form.is_bound and form.is_valid():
        try:
            wanted.take(clinic, reason=" ".join(form.cleaned_data["reason"].split()))
        except Conflict as late:
            status, refusal = 409, late.detail
        else:
            said = _("%(clinic)s is %(state)s.") % {"clinic": clinic.name, "state": _lower(clinic)}
            messages.success(request, said)
            return redirect("admin:tenants_clinic_change", clinic.pk)
    elif form.is_bound:
        status = 422
    title = wanted.title % {"clinic": clinic.name}
    more = {"one": clinic, "step": wanted, "form": form, "refusal": refusal}
    return TemplateResponse(
        request, "admin/tenants/clinic_step.html", page_context(request, title=title, **more), status=status
    )


def _form(step: Step, clinic: Clinic, posted: Any) -> ReasonForm:
    return ClosingForm(posted, slug=clinic.slug) if step.name == "close" else ReasonForm(posted)


def _lower(clinic: Clinic) -> str:
    return str(clinic.get_state_display()).lower()


for _name in STEPS:
    register_page(
        f"tenants/clinic/<uuid:clinic_id>/{_name}/",
        lambda request, clinic_id, step=_name: clinic_step(request, clinic_id, step),
        name=f"clinic_{_name}",
        title=STEPS[_name].button,
        permission="tenants.change_clinic",
        site=PLATFORM,
    )
