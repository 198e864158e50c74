"""One arrival: everything it said, and the ways to decide."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.admin.triage import deciding
from leads.admin.triage.facts import facts
from leads.admin.triage.form import PersonForm
from leads.admin.triage.shown import shown
from leads.models import Lead, LeadPayload
from leads.services.many import CHANGE
from leads.services.triage import accept, merge
from leads.services.triage.deciding import AlreadyDecided
from leads.services.triage.suggesting import suggestions
from tenants.desk.pages import page_context, register_page
from tenants.staff.models import User

Decision = LeadPayload.Decision


def one(request: HttpRequest, payload_id: int) -> HttpResponse:
    rows = LeadPayload.objects.exclude(held_for="").select_related("lead", "decided_by")
    payload = rows.filter(pk=payload_id).first()
    if payload is None or not _is_theirs(payload, request.user):
        raise Http404
    do = {"merge": _merge, "decline": _decline, "reopen": _reopen}.get(request.POST.get("do", ""))
    if do is not None:
        return do(request, payload)
    form = PersonForm(request.POST if request.method == "POST" else None, payload=payload)
    if form.is_bound:
        done = form.sent(lambda: accept(payload.pk, by=request.user, now=timezone.now(), given=form.cleaned_data))
        if done is not None:
            deciding.say_accepted(request, done)
            return deciding.back(request)
        if isinstance(form.refused, AlreadyDecided):
            messages.warning(request, form.refused.detail)
            return deciding.back(request)
    return _page(request, payload, form)


def _is_theirs(payload: LeadPayload, reader: User) -> bool:
    """What became a lead's is seen by whoever sees the lead."""
    return payload.lead_id is None or Lead.objects.visible_to(reader).filter(pk=payload.lead_id).exists()


def _page(request: HttpRequest, payload: LeadPayload, form: PersonForm, *, wrong: str = "") -> HttpResponse:
    asked = request.GET.get("q", "")[:200]
    [arrival] = shown([payload], request.user)
    lead = Lead.objects.visible_to(request.user).filter(pk=payload.lead_id).first() if payload.lead_id else None
    context = page_context(
        request,
        title=arrival.name or _("No name"),
        arrival=arrival,
        facts=list(facts(payload)),
        form=form,
        is_open=not payload.decision,
        is_declined=payload.decision == Decision.DECLINED,
        decided=AlreadyDecided(payload).detail if payload.decision else "",
        lead=lead,
        asked=asked,
        chosen=deciding.number(request.GET.get("lead", "")),
        suggested=suggestions(payload, request.user, asked=asked) if not payload.decision else None,
        wrong=wrong,
    )
    status = form.status if form.is_bound else 422 if wrong else 200
    return TemplateResponse(request, "admin/leads/triage/one.html", context, status=status)


def _merge(request: HttpRequest, payload: LeadPayload) -> HttpResponse:
    chosen = request.POST.get("lead", "")
    if not chosen:
        return _page(request, payload, PersonForm(payload=payload), wrong=_("Choose a lead first."))
    lead = deciding.number(chosen)

    def do() -> None:
        deciding.say_merged(request, merge(payload.pk, lead, by=request.user, now=timezone.now()))

    deciding.attempt(request, do)
    return deciding.back(request)


def _decline(request: HttpRequest, payload: LeadPayload) -> HttpResponse:
    deciding.attempt(request, lambda: deciding.decline(request, payload.pk))
    return deciding.back(request)


def _reopen(request: HttpRequest, payload: LeadPayload) -> HttpResponse:
    deciding.attempt(request, lambda: deciding.reopen(request, payload.pk))
    return deciding.back(request)


register_page("triage/<int:payload_id>/", one, name="triage_one", title=gettext_lazy("Arrival"), permission=CHANGE)
