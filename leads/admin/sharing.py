"""/admin/settings/sharing/: how new leads find an owner, who hears when nobody answers, and the rules in order."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.lib.errors import NotThere
from crm.lib.row_ids import row_id
from leads.admin.sharing_forms import RuleForm, SharingForm
from leads.models import AssignmentRule, SharingRules
from leads.services.sharing.dropping import drop_rule
from leads.services.sharing.duty import is_alone
from leads.services.sharing.keeping import ask_earlier, keep_rule
from leads.services.sharing.rules import save_sharing_rules
from tenants.desk import access
from tenants.desk.pages import page_context
from tenants.settings.registry import CHANGE
from tenants.undo.messages import say_undoable
from tenants.undo.registry import title_of


def overview(request: HttpRequest) -> HttpResponse:
    may_write = access.allows(CHANGE, request)
    if request.method == "POST" and "earlier" in request.POST:
        _known(ask_earlier, request.POST["earlier"])
        return redirect("admin:settings_sharing")
    sent = request.POST if request.method == "POST" else None
    row = SharingRules.objects.filter(pk=1).first() or SharingRules(pk=1)
    form = SharingForm(sent, instance=row, readable_only=not may_write)
    if sent is not None and form.is_valid():
        save_sharing_rules(form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("admin:settings_sharing")
    rules = AssignmentRule.objects.select_related("team").prefetch_related("members")
    context = page_context(request, form=form, rules=rules, may_write=may_write, alone=is_alone())
    return TemplateResponse(
        request, "admin/leads/sharing/overview.html", context, status=422 if form.errors else 200
    )


def rule(request: HttpRequest, rule_id: int | None = None) -> HttpResponse:
    """One rule, or a new one."""
    row = AssignmentRule.objects.select_related("team").filter(pk=rule_id).first() if rule_id else None
    if rule_id and row is None:
        raise Http404
    if row and request.POST.get("do") == "remove":
        return _remove(request, row)
    may_write = access.allows(CHANGE, request)
    form = RuleForm(request.POST if request.method == "POST" else None, row=row, readable_only=not may_write)
    if form.sent(lambda: keep_rule(row.pk if row else None, form.wanted())):
        messages.success(request, _("Saved."))
        return redirect("admin:settings_sharing")
    context = page_context(request, form=form, row=row, may_write=may_write)
    return TemplateResponse(request, "admin/leads/sharing/rule.html", context, status=form.status)


def _remove(request: HttpRequest, row: AssignmentRule) -> HttpResponse:
    try:
        operation = drop_rule(row.pk, by=request.user, now=timezone.now())
    except NotThere:
        raise Http404 from None
    say_undoable(request, f"{title_of(operation)}.", operation)
    return redirect("admin:settings_sharing")


def _known(do: Any, text: str) -> None:
    """`do` to the row with this id; 404 for what is no row."""
    pk = row_id(text)
    if pk is None:
        raise Http404
    try:
        do(pk)
    except NotThere:
        raise Http404 from None
