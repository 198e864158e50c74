"""The rules of a sequence and of a stage: made, switched, removed (F:C24)."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from comms.sequences.admin.builder import not_there, sequence_seen
from comms.sequences.admin.rule_forms import RuleForm, StageRuleForm
from comms.sequences.admin.trying import tried
from comms.sequences.models import Rule
from comms.sequences.services.rules import keep_rule, remove_rule, switch_rule
from comms.sequences.services.send_rule import keep_send_rule
from leads.models import Stage
from leads.services.stage_names import stage_name
from tenants.desk.pages import page_context
from tenants.undo.messages import say_undoable
from tenants.undo.registry import title_of


def new_rule(request: HttpRequest, sequence_id: int) -> HttpResponse:
    row = sequence_seen(request, sequence_id)
    if row is None:
        return not_there(request)
    back = reverse("admin:sequence", args=[row.pk])
    form = RuleForm(request.POST if request.method == "POST" else None)
    if form.sent(lambda: keep_rule(row.pk, form.wanted(), by=request.user)):
        return redirect(back)
    return _shown(request, form, row.name, back)


def new_stage_rule(request: HttpRequest, stage_id: int) -> HttpResponse:
    stage = Stage.objects.visible_to(request.user).filter(pk=stage_id).first()
    if stage is None:
        return not_there(request)
    back = reverse("admin:stage", args=[stage.pk])
    form = StageRuleForm(request.POST if request.method == "POST" else None, reader=request.user)
    if form.sent(lambda: _keep(request, form, stage)):
        return redirect(back)
    return _shown(request, form, stage_name(stage), back)


def turn_rule(request: HttpRequest, sequence_rule_id: int) -> HttpResponse:
    """`do` is on, off or remove; `back` the page that asked."""
    if not Rule.objects.visible_to(request.user).filter(pk=sequence_rule_id, removed_at=None).exists():
        return not_there(request)
    asked = request.POST.get("do", "")
    if asked == "remove":
        operation = tried(request, lambda: remove_rule(sequence_rule_id, by=request.user, now=timezone.now()))
        if operation:
            say_undoable(request, f"{title_of(operation)}.", operation)
    elif asked in {"on", "off"}:
        tried(request, lambda: switch_rule(sequence_rule_id, on=asked == "on"))
    back = request.POST.get("back", "")
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return HttpResponseRedirect(back if is_ours and back.isprintable() else reverse("admin:sequences"))


def _keep(request: HttpRequest, form: StageRuleForm, stage: Stage) -> Rule:
    sends, number = form.target()
    if sends:
        return keep_send_rule(number, form.wanted(stage), by=request.user, now=timezone.now())
    return keep_rule(number, form.wanted(stage), by=request.user)


def _shown(request: HttpRequest, form: RuleForm | StageRuleForm, named: str, back: str) -> HttpResponse:
    about = _("Each lead once for an enquiry. Whom a rule took in goes on when it is switched off.")
    context = page_context(request, title=_("New rule"), form=form, named=named, back=back, about=about)
    return TemplateResponse(request, "admin/sequences/new_rule.html", context, status=form.status)
